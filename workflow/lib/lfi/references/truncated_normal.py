"""The multivariate normal distribution truncated to a box: probability of the box, mean, draws."""

import numpy as np
from scipy import special, stats

from lfi.errors import LfiError
from lfi.typing import Array

# Beyond this many standard deviations a bound cuts off less than 1e-15 of the probability.
FAR = 8.0


def box_probability(mean: Array, covariance: Array, low: Array, high: Array) -> Array:
    """Probability that N(mean_i, covariance) lies between low and high.

    Args:
        mean: shape (n, d). covariance: shape (d, d). low, high: shape (d,) or (n, d).

    Returns:
        Shape (n,). Uncorrelated components multiply; correlated ones go through SciPy's
        multivariate normal distribution function, row by row where a bound is near.
    """
    sd = np.sqrt(np.diag(covariance))
    below, above = (low - mean) / sd, (high - mean) / sd
    if np.allclose(covariance, np.diag(sd**2), rtol=0, atol=1e-12 * sd.max() ** 2):
        return np.prod(_interval_probability(below, above), axis=-1)
    probability = np.ones(len(mean))
    near = np.flatnonzero(np.any((below > -FAR) | (above < FAR), axis=-1))
    correlation = covariance / np.outer(sd, sd)
    for i in near:
        lower, upper = np.maximum(below[i], -FAR), np.minimum(above[i], FAR)
        if np.any(lower >= upper):
            probability[i] = 0.0
            continue
        # SciPy integrates by quasi-Monte Carlo from three dimensions on: the fixed seed makes it repeatable.
        probability[i] = stats.multivariate_normal.cdf(
            upper, cov=correlation, lower_limit=lower, abseps=1e-9, releps=1e-9, rng=0
        )
    return probability


def _interval_probability(below: Array, above: Array) -> Array:
    """Phi(above) - Phi(below) without cancellation in the upper tail."""
    flip = below > 0
    below, above = np.where(flip, -above, below), np.where(flip, -below, above)
    return special.ndtr(above) - special.ndtr(below)


def truncated_mean(mean: Array, covariance: Array, low: Array, high: Array) -> Array:
    """Mean of N(mean_i, covariance) truncated to the box, shape (n, d).

    Tallis (1961), J. R. Stat. Soc. B 23, 223: E[y] = mean + covariance · (F(low) - F(high)) / P(box), where F_k(t) is
    the marginal density of component k at t times the box probability of the others given y_k = t.
    """
    n, d = mean.shape
    difference = np.empty((n, d))
    for k in range(d):
        others = np.arange(d) != k
        slope = covariance[others, k] / covariance[k, k]
        remaining = covariance[np.ix_(others, others)] - np.outer(slope, covariance[k, others])
        density = stats.norm(mean[:, k], np.sqrt(covariance[k, k])).pdf
        edges = []
        for bound in (low[k], high[k]):
            conditional = mean[:, others] + slope * (bound - mean[:, [k]])
            inside = box_probability(conditional, remaining, low[others], high[others]) if d > 1 else 1.0
            edges.append(density(bound) * inside)
        difference[:, k] = edges[0] - edges[1]
    return mean + difference @ covariance / box_probability(mean, covariance, low, high)[:, None]


def sample_truncated(
    mean: Array, covariance: Array, low: Array, high: Array, draws: int, rng: np.random.Generator
) -> Array:
    """Draws of N(mean, covariance) truncated to the box, by rejection.

    Args:
        mean: shape (d,). covariance: shape (d, d). low, high: shape (d,).

    Returns:
        Shape (draws, d).

    Raises:
        LfiError: the box holds less than a millionth of the probability: the data do not fit the prior.
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
