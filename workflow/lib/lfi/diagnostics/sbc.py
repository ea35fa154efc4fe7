"""Simulation-based calibration (SBC): whether every parameter's truth falls evenly among its posterior draws.

Talts et al. (2018), arXiv:1804.06788. The ranks are ``fractional_ranks`` of theta. SBC looks at one parameter at a
time, and not at the data: a posterior with the wrong correlation passes, and so does the prior, which ``information``
is for.
"""

from collections.abc import Sequence

import numpy as np
import scipy  # loads scipy.stats where it is used: drawing from an estimator uses none

from lfi.diagnostics.verdicts import SIGNIFICANCE, Verdict, bonferroni, fault, smooth_test, uniformity_test, verdict_of
from lfi.typing import Array


def histogram(ranks: Array, bins: int) -> Array:
    """How many ranks lie in each of equal bins of [0, 1], shape (bins, parameters).

    Args:
        ranks: shape (datasets, parameters).
        bins: number of bins.
    """
    return np.stack([np.histogram(column, bins, (0.0, 1.0))[0] for column in ranks.T], axis=1).astype(float)


def histogram_band(datasets: int, bins: int, probability: float) -> tuple[float, float]:
    """Simultaneous band: it holds all bins of a uniform histogram together with at least the given probability.

    Binomial quantiles of one bin, the remaining probability divided evenly among the bins and the two sides
    (Bonferroni).

    Args:
        datasets: number of ranks.
        bins: number of bins.
        probability: that all bins are in the band.

    Returns:
        The lowest and the highest count.
    """
    tail = (1 - probability) / (2 * bins)
    low, high = np.asarray(scipy.stats.binom.ppf([tail, 1 - tail], datasets, 1 / bins))
    return float(low), float(high)


def sbc_p_values(ranks: Array) -> Array:
    """p-values of the ranks (datasets, parameters) of each parameter, shape (parameters,).

    Of Kolmogorov-Smirnov and Neyman's smooth test, combined by Bonferroni: the first sees any departure, the second
    sees draws that are too wide, too narrow or too pointed with half as many data sets.
    """
    tests = [[uniformity_test(column), smooth_test(column)] for column in ranks.T]
    return np.array([bonferroni(np.array(p_values)) for p_values in tests])


def sbc_verdict(names: Sequence[str], ranks: Array) -> Verdict:
    """Whether the ranks are uniform: ``sbc_p_values``, combined by Bonferroni.

    Args:
        names: of the parameters.
        ranks: shape (datasets, parameters).
    """
    p_values = sbc_p_values(ranks)
    faults = [
        f"{fault(column)} in {name}"
        for name, column, p_value in zip(names, ranks.T, p_values, strict=True)
        if len(names) * p_value < SIGNIFICANCE
    ]
    failing = f"draws are {', '.join(faults)}"
    return verdict_of("SBC", bonferroni(p_values), len(ranks), "data sets", "ranks are uniform", failing)
