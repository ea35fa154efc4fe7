"""Tests of accuracy with random points (TARP): coverage of balls around reference points, all parameters together.

Lemos et al. (2023), Proc. Mach. Learn. Res. 202, 19256. It needs draws alone, no density. Reference points that know
nothing of the data let the prior pass; with references that are a function of the data (``readout_references``) it does
not, nor does any other posterior that leaves out what they know.
"""

import numpy as np

from lfi.diagnostics.ranks import fractional_ranks
from lfi.diagnostics.verdicts import Verdict, fault, tested, uniformity_test
from lfi.errors import LfiError
from lfi.typing import Array


def box_references(low: Array, high: Array, datasets: int, rng: np.random.Generator) -> Array:
    """Reference points uniform over a box, shape (datasets, parameters); draws of the prior may serve as well.

    Args:
        low, high: the box, shape (parameters,).

    Raises:
        LfiError: a side of the box is not finite.
    """
    if not np.all(np.isfinite(high - low)):
        raise LfiError("TARP: reference points need a finite box; take draws of the prior instead")
    return rng.uniform(low, high, (datasets, len(low)))


def readout_references(theta: Array, x: Array, x_new: Array) -> Array:
    """Reference points that depend on the data: theta by linear least squares from x_new (datasets, *data).

    Args:
        theta, x: what the least squares is fitted to, shapes (n, parameters) and (n, *data). Other pairs than those
            that TARP is measured on: it is exact for any function of the data, but not for one that saw the truths.

    Returns:
        Shape (datasets, parameters).
    """
    design, new = (np.c_[np.ones(len(part)), part.reshape(len(part), -1).astype(float)] for part in (x, x_new))
    return new @ np.linalg.lstsq(design, theta)[0]


def tarp_levels(truth: Array, draws: Array, references: Array, scale: Array, rng: np.random.Generator) -> Array:
    """Level of the ball around the reference that just holds the truth: the part of the draws that are nearer.

    Args:
        truth, references: shape (datasets, parameters). draws: shape (datasets, draws, parameters).
        scale: unit of each parameter in the distance, such as its sd under the prior, shape (parameters,).
        rng: settles ties, as in ``fractional_ranks``.

    Returns:
        Shape (datasets,); uniform on [0, 1] if the posterior is right.

    Raises:
        LfiError: a distance is not a number.
    """
    nearness = np.sum(((truth - references) / scale) ** 2, axis=-1)
    distances = np.zeros(draws.shape[:2])
    for k, unit in enumerate(scale):  # parameter by parameter: several times faster than a sum over the last axis
        distances += ((draws[..., k] - references[:, None, k]) / unit) ** 2
    return fractional_ranks(nearness, distances, rng)


def tarp_verdict(levels: Array) -> Verdict:
    """Whether levels (datasets,) are uniform, by Kolmogorov-Smirnov."""
    wrong = fault(levels, low="too near to the reference points", high="too far from the reference points")
    p_value = uniformity_test(levels)
    return tested("TARP", p_value, len(levels), "data sets", "levels are uniform", f"draws are {wrong}")
