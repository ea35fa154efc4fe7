"""Whether estimated posterior means and covariances are right: by residuals of test pairs, and against exact draws."""

from collections.abc import Sequence

import numpy as np

from lfi.diagnostics.scores import Score, mean_score
from lfi.typing import Array


def mahalanobis(residual: Array, covariance: Array) -> Array:
    """Squared distance residualᵀ covariance⁻¹ residual, shape (n,).

    Args:
        residual: shape (n, d).
        covariance: shape (n, d, d).
    """
    return np.einsum("ni,ni->n", residual, np.linalg.solve(covariance, residual[..., None])[..., 0])


def residual_scores(name: str, mean: Array, covariance: Array, theta: Array) -> list[Score]:
    """What the truths of the test pairs say of means and covariances.

    Args:
        name: of the estimator.
        mean: its means, shape (n, d).
        covariance: its covariances, shape (n, d, d).
        theta: the truths, shape (n, d).

    Returns:
        ``chi2_per_parameter``, the mean squared Mahalanobis distance of a truth over d: 1 where mean and covariance
        are the posterior's, whatever its shape, more where the covariance is too small. ``nll``, the mean of
        -log N(theta; mean, covariance) in nats, which is smallest there (Dawid & Sebastiani 1999, Ann. Stat. 27, 65).
    """
    distance = mahalanobis(theta - mean, covariance)
    nll = 0.5 * (distance + np.linalg.slogdet(2 * np.pi * covariance)[1])
    chi2 = distance / theta.shape[1]
    return [mean_score(name, "chi2_per_parameter", chi2, "test pairs"), mean_score(name, "nll", nll, "test pairs")]


def exact_moment_scores(
    name: str, names: Sequence[str], mean: Array, covariance: Array, draws: Array, against: str
) -> list[Score]:
    """Means and covariances compared with those of exact draws, averaged over data sets.

    Args:
        name: of the estimator.
        names: of the parameters.
        mean: its means, shape (n, d).
        covariance: its covariances, shape (n, d, d).
        draws: of the exact posterior, shape (n, draws, d).
        against: what to call the exact draws.

    Returns:
        ``sd_ratio_<name>``, the estimated over the exact sd, and ``moments_kl``, KL(N(exact moments) || N(estimated
        ones)) in nats: 0 where mean and covariance are both right, correlations included.
    """
    exact_mean, d = draws.mean(axis=1), draws.shape[2]
    offset = draws - exact_mean[:, None]
    exact = np.einsum("nki,nkj->nij", offset, offset) / (draws.shape[1] - 1)
    ratios = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2) / np.diagonal(exact, axis1=1, axis2=2))
    trace = np.trace(np.linalg.solve(covariance, exact), axis1=1, axis2=2)
    log_ratio = np.linalg.slogdet(covariance)[1] - np.linalg.slogdet(exact)[1]
    kl = 0.5 * (trace - d + log_ratio + mahalanobis(exact_mean - mean, covariance))
    columns = [(f"sd_ratio_{parameter}", ratio) for parameter, ratio in zip(names, ratios.T, strict=True)]
    return [mean_score(name, score, values, against) for score, values in [*columns, ("moments_kl", kl)]]
