"""The multivariate normal distribution truncated to a box: mean and draws."""

import numpy as np
import scipy

from lfi.errors import LfiError
from lfi.exact.normal_box import box_probability, conditional
from lfi.typing import Array


def truncated_mean(mean: Array, covariance: Array, low: Array, high: Array) -> Array:
    """Mean of N(mean_i, covariance) truncated to a box.

    Tallis (1961), J. R. Stat. Soc. B 23, 223: E[y] = mean + covariance · (F(low) - F(high)) / P(box), where F_k(t) is
    the marginal density of component k at t times the box probability of the others given y_k = t.

    Args:
        mean: means before truncation, shape (n, d).
        covariance: their common covariance, shape (d, d).
        low: lower bounds of the box, shape (d,).
        high: upper bounds of the box, shape (d,).

    Returns:
        Means, shape (n, d).
    """
    edges = np.zeros(mean.shape)
    for k, others in enumerate(~np.eye(mean.shape[1], dtype=bool)):
        slope, remaining = conditional(covariance, k)
        for bound, sign in ((low[k], 1), (high[k], -1)):
            density = scipy.stats.norm(mean[:, k], np.sqrt(covariance[k, k])).pdf(bound)
            # In the other rows the bound is so far that the density there is zero in double precision.
            rows = density > 0
            given = mean[rows][:, others] + slope * (bound - mean[rows][:, [k]])
            inside = box_probability(given, remaining, low[others], high[others])
            edges[rows, k] += sign * density[rows] * inside
    return mean + edges @ covariance / box_probability(mean, covariance, low, high)[:, None]


def sample_truncated(
    mean: Array, covariance: Array, low: Array, high: Array, draws: int, rng: np.random.Generator
) -> Array:
    """Draw from N(mean, covariance) truncated to a box, by rejection.

    Args:
        mean: mean before truncation, shape (d,).
        covariance: covariance before truncation, shape (d, d).
        low: lower bounds of the box, shape (d,).
        high: upper bounds of the box, shape (d,).
        draws: number of draws.
        rng: source of all randomness.

    Returns:
        Draws, shape (draws, d).

    Raises:
        LfiError: the box holds less than a millionth of the probability, because the data do not fit the prior.
    """
    inside = float(box_probability(mean[None], covariance, low, high)[0])
    if inside < 1e-6:
        raise LfiError(f"exact posterior: the prior box holds only {inside:.1e} of the likelihood; widen the prior")
    cholesky = np.linalg.cholesky(covariance)
    kept = np.empty((0, len(mean)))
    while len(kept) < draws:
        n = min(int((draws - len(kept)) / inside * 1.1) + 100, 1_000_000)
        proposal = mean + rng.standard_normal((n, len(mean))) @ cholesky.T
        accepted = proposal[np.all((proposal >= low) & (proposal <= high), axis=1)]
        kept = np.concatenate([kept, accepted])
    return kept[:draws]
