"""Importance sampling: draws of an estimator corrected by a known likelihood, and whether that can be trusted.

Log weights are log p(x | theta) + log p(theta) - log q(theta | x), shape (draws,), at draws of q.
"""

import numpy as np
import scipy

from lfi.diagnostics.verdicts import Verdict
from lfi.errors import LfiError
from lfi.typing import Array

# Fewest effective draws that a posterior is corrected with.
LEAST = 100


def normalised(log_weights: Array) -> Array:
    """Log weights less the log of their sum.

    Raises:
        LfiError: a weight is not a number or is infinite, or all are zero.
    """
    total = scipy.special.logsumexp(log_weights)
    if np.isnan(total) or total == np.inf:
        raise LfiError("importance sampling: a log weight is not a number, or infinite; look at likelihood and density")
    if total == -np.inf:
        raise LfiError("importance sampling: every weight is zero: no draw has a likelihood; train the flow for longer")
    return log_weights - total


def effective_sample_size(log_weights: Array) -> float:
    """How many independent posterior draws the weighted ones are worth: 1 / sum of squared normalised weights."""
    return float(np.exp(-scipy.special.logsumexp(2 * normalised(log_weights))))


def log_evidence(log_weights: Array) -> tuple[float, float]:
    """Log of the mean weight, and its standard error.

    By the delta method the error of the log is that of the mean, relative to the mean; the weights' relative variance
    is draws / effective sample size - 1.
    """
    n = len(log_weights)
    variance = max(0.0, n / effective_sample_size(log_weights) - 1) / (n - 1)
    return float(scipy.special.logsumexp(log_weights) - np.log(n)), float(np.sqrt(variance))


def resample(draws: Array, log_weights: Array, n: int, rng: np.random.Generator) -> Array:
    """n posterior draws from weighted ones, by systematic resampling: heavy ones are repeated.

    Draw i is taken n times its normalised weight, rounded up or down (Douc, Cappé & Moulines 2005, arXiv:cs/0507025).

    Args:
        draws: shape (draws, parameters).
        log_weights: of the draws, shape (draws,).
        n: number of draws to take.
        rng: one number is drawn.

    Returns:
        Shape (n, parameters).
    """
    cumulative = np.cumsum(np.exp(normalised(log_weights)))
    places = (rng.random() + np.arange(n)) / n * cumulative[-1]
    return draws[np.minimum(np.searchsorted(cumulative, places, side="right"), len(draws) - 1)]


def pareto_k(log_weights: Array) -> float:
    """Tail index k of the weights: they have finite moments up to order 1 / k.

    A generalised Pareto distribution is fitted to the min(n / 5, 3 sqrt(n)) largest weights, less the next largest
    (Vehtari et al. 2024, J. Mach. Learn. Res. 25(72)).

    Returns:
        The index; -inf if no weight exceeds the others, inf if fewer than five do: too few to fit.
    """
    logs = np.sort(normalised(log_weights))
    weights = np.exp(logs - logs[-1])
    size = int(np.ceil(min(0.2 * len(weights), 3 * np.sqrt(len(weights)))))
    excess = weights[-size:] - weights[-size - 1]
    excess = excess[excess > 0]
    if len(excess) < 5:
        return np.inf if len(excess) else -np.inf
    return _generalised_pareto_index(excess)


def _generalised_pareto_index(x: Array) -> float:
    """Index k of a generalised Pareto distribution from its sorted draws x (n,).

    Zhang & Stephens (2009), Technometrics 51, 316: with b = -k / scale, k is a function of b, and b its mean under the
    profile likelihood on a grid. The result is shrunk towards 1/2, which has the weight of ten draws (Vehtari et al.
    2024).
    """
    n = len(x)
    grid = 30 + int(np.sqrt(n))
    quartile = x[int(n / 4 + 0.5) - 1]
    b = 1 / x[-1] + (1 - np.sqrt(grid / (np.arange(grid) + 0.5))) / (3 * quartile)
    k = np.log1p(-b[:, None] * x).mean(axis=1)
    likelihood = scipy.special.softmax(n * (np.log(-b / k) - k - 1))
    estimate = np.log1p(-(likelihood @ b) * x).mean()
    return float((n * estimate + 10 * 0.5) / (n + 10))


def corrected(draws: Array, log_weights: Array, rng: np.random.Generator) -> Array | None:
    """Posterior draws from weighted ones, as many as these are worth; None if that is not enough.

    It is enough if the weights can be trusted and are worth ``LEAST`` draws.

    Args:
        draws: shape (draws, parameters).
        log_weights: of the draws, shape (draws,).
        rng: of the resampling.

    Returns:
        Shape (n, parameters), or None.
    """
    n = int(effective_sample_size(log_weights))
    enough = n >= LEAST and importance_verdict(log_weights).passed
    return resample(draws, log_weights, n, rng) if enough else None


def importance_verdict(log_weights: Array) -> Verdict:
    """Whether the weighted draws can be trusted: Pareto k below min(1 - 1 / log10(n), 0.7) (Vehtari et al. 2024)."""
    n = len(log_weights)
    k, limit = pareto_k(log_weights), min(1 - 1 / np.log10(n), 0.7)
    judged = "reliable" if k < limit else "unreliable"
    size = effective_sample_size(log_weights)
    enough = "" if k < limit and size >= LEAST else ", not enough to correct the posterior"
    effective = f"{size:,.0f} effective of {n:,} draws{enough}"
    says = f"Importance sampling: {judged}, {effective} (Pareto k = {k:.2g}, limit {limit:.2g})"
    return Verdict("Importance sampling", None, n, bool(k < limit), says)
