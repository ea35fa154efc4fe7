"""Tests of accuracy with random points (TARP): coverage of balls around reference points, all parameters together.

Lemos et al. (2023), Proc. Mach. Learn. Res. 202, 19256. It needs draws alone, no density. With reference points that do
not depend on the data the prior passes. Here they are a regression's predictions from the data (``predictor``), fitted
to other pairs: a posterior that ignores what moves these fails. What moves no prediction of a mean, such as the sign of
a parameter whose square is observed, TARP does not see; ``information`` does.
"""

import numpy as np

from lfi.diagnostics.ranks import fractional_ranks
from lfi.diagnostics.verdicts import Verdict, uniformity_test, verdict_of, worst_level
from lfi.typing import Array


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
    """Whether levels (datasets,) are uniform, by Kolmogorov-Smirnov; says where coverage is farthest off if not."""
    nominal, held = worst_level(levels)
    where = "farther from" if held > nominal else "nearer to"
    failing = (
        f"draws of all parameters lie {where} a regression's estimate than truths do: balls around it that hold"
        f" {100 * nominal:.0f} % of the draws hold {100 * held:.0f} % of the truths"
    )
    return verdict_of(
        "TARP", uniformity_test(levels), len(levels), "data sets", "balls hold what they promise", failing
    )
