"""Calibration around one observation: data are simulated from its posterior and inferred again.

After posterior SBC (Säilynoja et al. 2025, arXiv:2502.03279): theta is drawn from the posterior q(theta | x_o) of the
observation x_o, and data x are simulated from it. Given x, theta then has the density q(theta | x) q(theta | x_o) /
p(theta), up to a constant, if the estimator is right at x; p is the prior. So draws of q(theta | x) get the weights
q(theta | x_o) / p(theta), and the truth falls evenly among them. SBC looks at all data that the prior can make; this,
at data like the observation, of which those may hold few. Whether q(theta | x_o) itself is right does not matter here.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lfi.diagnostics.sbc import sbc_p_values
from lfi.diagnostics.verdicts import SIGNIFICANCE, Verdict, bonferroni, fault, verdict_of, worst_level
from lfi.typing import Array


class Local(NamedTuple):
    """Where truths drawn from one posterior fall among the draws inferred from data simulated at them.

    Both are uniform on [0, 1] if the estimator is right.

    Attributes:
        ranks: of each parameter, shape (n, parameters).
        coverage: level of the smallest highest-density region that contains the truth, shape (n,).
    """

    ranks: Array
    coverage: Array


def local_levels(
    theta: Array,
    draws: Array,
    log_prob: Array,
    log_prob_draws: Array,
    log_weights: Array,
    log_weights_draws: Array,
    rng: np.random.Generator,
) -> Local:
    """Compare each truth with weighted draws.

    Args:
        theta: draws of the posterior of the observation, shape (n, parameters).
        draws: of the posterior given data simulated at each, shape (n, draws, parameters).
        log_prob: log q(theta | x) of the truths, shape (n,).
        log_prob_draws: of the draws, shape (n, draws).
        log_weights: log q(theta | x_o) - log p(theta) of the truths, up to a constant, shape (n,).
        log_weights_draws: of the draws, shape (n, draws); minus infinity outside of the prior's support.
        rng: settles ties.
    """
    both = np.c_[log_weights, log_weights_draws]
    top = both.max(axis=1, keepdims=True)
    weights = np.exp(both - np.where(np.isfinite(top), top, 0.0))
    weights[:, 0] = np.maximum(weights[:, 0], np.finfo(float).tiny)  # it counts where all lie outside of the support
    density = -(log_prob + log_weights), -(log_prob_draws + log_weights_draws)
    return Local(
        weighted_ranks(theta, draws, weights, rng),
        weighted_ranks(density[0][:, None], density[1][..., None], weights, rng)[:, 0],
    )


def weighted_ranks(truth: Array, draws: Array, weights: Array, rng: np.random.Generator) -> Array:
    """Where each truth falls among weighted draws, uniform on [0, 1] if all are weighted exchangeable.

    Truth and draws come from densities whose ratio is the weight: each of them could have been the truth, with a
    probability in proportion to its weight (Tibshirani et al. 2019, Adv. Neural Inf. Process. Syst. 32). Then the
    weight below the truth, and a uniform part of what is equal to it, are exactly uniform, however few the draws.

    Args:
        truth: shape (n, quantities).
        draws: shape (n, draws, quantities).
        weights: of the truth, and of each draw, shape (n, 1 + draws).
        rng: settles ties.

    Returns:
        Shape (n, quantities).
    """
    of_draws = weights[:, 1:, None]
    below = np.sum(of_draws * (draws < truth[:, None]), axis=1)
    equal = weights[:, :1] + np.sum(of_draws * (draws == truth[:, None]), axis=1)
    return np.asarray((below + rng.random(truth.shape) * equal) / weights.sum(axis=1, keepdims=True))


def local_verdict(names: Sequence[str], found: Local) -> Verdict:
    """Whether truths around the observation fall evenly: ``sbc_p_values`` of ranks and levels, by Bonferroni.

    Args:
        names: of the parameters.
        found: the ranks and levels.
    """
    every = np.c_[found.ranks, found.coverage]
    p_values = sbc_p_values(every)
    failed = len(p_values) * p_values < SIGNIFICANCE
    faults = [f"{fault(found.ranks[:, k])} in {name}" for k, name in enumerate(names) if failed[k]]
    nominal, held = worst_level(found.coverage)
    of_all = f"regions that promise {100 * nominal:.0f} % hold {100 * held:.0f} % of the truths"
    failing = f"around the observation {'draws are ' + ', '.join(faults) if faults else of_all}"
    passing = "data simulated from the posterior are inferred evenly"
    return verdict_of("Local SBC", bonferroni(p_values), len(every), "data sets", passing, failing)
