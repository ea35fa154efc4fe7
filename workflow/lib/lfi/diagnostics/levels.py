"""All that is measured of truths under a posterior, over many data sets; ``trust.calibration_verdicts`` judges it."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from lfi.diagnostics.coverage import hpd_levels
from lfi.diagnostics.information import information
from lfi.diagnostics.predictor import Predicted, Predictor
from lfi.diagnostics.ranks import fractional_ranks
from lfi.diagnostics.tarp import tarp_levels
from lfi.typing import Array

# What settles ties by random numbers.
RANDOM = ("ranks", "coverage", "tarp")
# Draws a data set that are compared with a regression: means are exact for any number.
COMPARED = 200


class Levels(NamedTuple):
    """What is measured of the truths under posteriors.

    The first three are uniform on [0, 1] if the posterior is right.

    Attributes:
        ranks: fractional rank of each parameter among the draws, shape (n, parameters).
        coverage: level of the smallest highest-density region that contains the truth, shape (n,).
        tarp: fraction of the draws that are nearer to the reference point than the truth is, shape (n,).
        log_prob: log density of the truth, in nats, shape (n,).
        contraction: as in ``Information``, shape (n, parameters); so are the others.
        learned: what the posterior says beyond the prior.
        agreed: how much of it the truth confirms.
        missed: what a regression adds to it.
    """

    ranks: Array
    coverage: Array
    tarp: Array
    log_prob: Array
    contraction: Array
    learned: Array
    agreed: Array
    missed: Array


def measure(
    theta: Array,
    draws: Array,
    log_prob: Array,
    log_prob_draws: Array,
    predictor: Predictor,
    expected: Predicted,
    rngs: Mapping[str, np.random.Generator],
) -> Levels:
    """Compare the truth of each data set with posterior draws, and with what a regression expects.

    Args:
        theta: true parameters, shape (n, parameters).
        draws: posterior draws, shape (n, draws, parameters).
        log_prob: log q(theta | x) of the truths, shape (n,).
        log_prob_draws: of some of the draws, shape (n, k).
        predictor: the regression, fitted to other pairs.
        expected: its predictions from the data.
        rngs: for each of ``RANDOM``, what settles ties.
    """
    contraction = 1 - draws.var(axis=1, ddof=1) / predictor.scale**2
    compared = predictor.cosines(theta), predictor.cosines(draws[:, :COMPARED]), expected.cosines
    return Levels(
        fractional_ranks(theta, draws, rngs["ranks"]),
        hpd_levels(log_prob, log_prob_draws, rngs["coverage"]),
        tarp_levels(theta, draws, expected.theta, predictor.scale, rngs["tarp"]),
        log_prob,
        *information(contraction, *compared),
    )
