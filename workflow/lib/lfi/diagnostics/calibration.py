"""Calibration: whether the truth lies below a posterior's p-quantile in a fraction p of the data sets."""

import numpy as np
import scipy  # loads scipy.stats where it is used: drawing from an estimator uses none

from lfi.diagnostics.verdicts import bonferroni, uniformity_test
from lfi.typing import Array


def uniformity(ranks: Array) -> tuple[Array, float]:
    """Kolmogorov-Smirnov p-values of fractional ranks (datasets, parameters) against the uniform distribution.

    Returns:
        One p-value a parameter, shape (parameters,), and their combination by ``bonferroni``: ranks of correlated
        parameters are correlated.
    """
    p_values = np.array([uniformity_test(column) for column in ranks.T])
    return p_values, bonferroni(p_values)


def pp_curve(levels: Array, grid: Array) -> Array:
    """Fraction of the data sets whose credible level is at most each grid value, shape (grid, parameters).

    Args:
        levels: shape (datasets, parameters).
        grid: levels to evaluate the curve at, shape (grid,).

    >>> pp_curve(np.array([[0.1], [0.4]]), np.array([0.0, 0.25, 0.5])).ravel().tolist()
    [0.0, 0.5, 1.0]
    """
    ordered = np.sort(levels, axis=0)
    return np.stack([np.searchsorted(column, grid, side="right") for column in ordered.T], axis=1) / len(levels)


def pp_band(grid: Array, datasets: int, probability: float) -> tuple[Array, Array]:
    """Pointwise band that holds a calibrated posterior's PP curve: binomial quantiles.

    Args:
        grid: levels, shape (grid,).
        datasets: number of data sets.
        probability: that the curve is in the band at any one level.

    Returns:
        The lower and the upper edge, each of shape (grid,).
    """
    tail = (1 - probability) / 2
    quantiles = np.asarray(scipy.stats.binom.ppf([[tail], [1 - tail]], datasets, grid[None]))
    return quantiles[0] / datasets, quantiles[1] / datasets


def ks_band(datasets: int, probability: float) -> float:
    """Half width of the simultaneous band around the diagonal: Kolmogorov-Smirnov quantile.

    It holds the whole PP curve of a calibrated posterior with the given probability: a curve leaves it exactly if the
    p-value of its test is below 1 - probability.

    Args:
        datasets: number of data sets.
        probability: that the whole curve is in the band.
    """
    return float(scipy.stats.kstwo.ppf(probability, datasets))
