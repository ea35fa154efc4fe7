"""Tests of accuracy with random points (TARP): coverage of balls around reference points, all parameters together.

Lemos et al. (2023), Proc. Mach. Learn. Res. 202, 19256. It needs draws alone, no density. With reference points that do
not depend on the data the prior passes. With references that are a function of the data (``linear_references``) it
fails, as does any other posterior that ignores what they know of the data.
"""

import numpy as np

from lfi.diagnostics.ranks import fractional_ranks
from lfi.diagnostics.verdicts import Verdict, fault, tested, uniformity_test
from lfi.typing import Array


def linear_references(theta: Array, x: Array, x_new: Array) -> Array:
    """Reference points that depend on the data: theta by linear least squares from the data.

    TARP is exact for reference points that are any function of the data, but not for a function fitted to the truths
    that it is measured on.

    Args:
        theta: parameters to fit to, shape (n, parameters); not those that TARP is measured on.
        x: their data, shape (n, *data).
        x_new: data to estimate the parameters from, shape (datasets, *data).

    Returns:
        Shape (datasets, parameters).
    """
    design, new = (np.c_[np.ones(len(part)), part.reshape(len(part), -1).astype(float)] for part in (x, x_new))
    return new @ np.linalg.lstsq(design, theta)[0]


def tarp_levels(truth: Array, draws: Array, references: Array, scale: Array, rng: np.random.Generator) -> Array:
    """Level of the ball around the reference that just holds the truth: the fraction of draws that are nearer.

    Args:
        truth: true parameters, shape (datasets, parameters).
        draws: posterior draws, shape (datasets, draws, parameters).
        references: reference points, shape (datasets, parameters).
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
