"""Verdicts: what a diagnostic says about a posterior, in one sentence with its p-value."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy  # loads scipy.stats where it is used: drawing from an estimator uses none

from lfi.typing import Array
from lfi.writing import whole

# A verdict fails below this p-value: of the posteriors that are right, one in a hundred does.
SIGNIFICANCE = 0.01


@dataclass(frozen=True)
class Verdict:
    """What a diagnostic says about one posterior.

    Attributes:
        diagnostic: name of the diagnostic.
        p_value: of its test, over all parameters together; None where there is no test.
        n: number of cases that were looked at.
        passed: whether the posterior may be trusted, as far as this diagnostic sees.
        says: the verdict in one sentence.
    """

    diagnostic: str
    p_value: float | None
    n: int
    passed: bool
    says: str


def tested(diagnostic: str, p_value: float, n: int, cases: str, passing: str, failing: str) -> Verdict:
    """The verdict of a test.

    Args:
        diagnostic: name of the diagnostic.
        p_value: of the test.
        n: number of cases.
        cases: what they are, such as ``data sets``.
        passing: what the verdict says if it passes.
        failing: what it says if it fails.

    >>> tested("SBC", 0.3, 1000, "data sets", "ranks are uniform", "draws are too narrow").says
    'SBC: ranks are uniform (p = 0.3, 1,000 data sets)'
    """
    passed = p_value >= SIGNIFICANCE
    says = f"{diagnostic}: {passing if passed else failing} (p = {p_value:.2g}, {n:,} {cases})"
    return Verdict(diagnostic, p_value, n, passed, says)


def bonferroni(p_values: Array) -> float:
    """One p-value for several tests, however they depend on one another: their number times the smallest.

    Ranks of correlated parameters are correlated. Fisher's combination is made for independent p-values and rejects
    too often there.

    >>> bonferroni(np.array([0.02, 0.7]))
    0.04
    """
    return min(1.0, float(np.size(p_values) * np.min(p_values)))


def uniformity_test(ranks: Array) -> float:
    """Kolmogorov-Smirnov p-value of fractional ranks (datasets,) against the uniform distribution."""
    return float(scipy.stats.kstest(ranks, "uniform").pvalue)


def departure(ranks: Array) -> tuple[float, float]:
    """Shift and spread of ranks (datasets,): uncorrelated, and each standard normal, if the ranks are uniform.

    The first two components of Neyman's smooth test (1937, Skand. Aktuarietidskr. 20, 149): the mean of the ranks,
    and of their squared distance from 1/2, less what uniform ones have, in units of the sd that those have.
    """
    shift = np.sqrt(12 * len(ranks)) * np.mean(ranks - 0.5)
    spread = np.sqrt(180 * len(ranks)) * np.mean((ranks - 0.5) ** 2 - 1 / 12)
    return float(shift), float(spread)


def fault(ranks: Array, low: str, high: str) -> str:
    """What ranks that are not uniform say about the draws, by the larger component of their departure.

    Args:
        ranks: of the truths, shape (datasets,).
        low: what to call draws that lie below the truth too often.
        high: what to call draws that lie above it too often.

    Returns:
        ``too narrow`` if the truth lies in the tails too often, ``too wide``, ``low``, ``high``, or, where both
        components are within three sd, ``of the wrong shape``.
    """
    shift, spread = departure(ranks)
    if max(abs(shift), abs(spread)) < 3:
        return "of the wrong shape"
    if abs(spread) > abs(shift):
        return "too narrow" if spread > 0 else "too wide"
    return low if shift > 0 else high


def write(path: Path, verdicts: Mapping[str, Sequence[Verdict]]) -> None:
    """Write the verdicts as a table, whole or not at all.

    Args:
        path: the file, CSV.
        verdicts: by posterior.
    """
    with whole(path) as aside, aside.open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["posterior", "passed", "diagnostic", "p_value", "n", "says"])
        for name, judged in verdicts.items():
            for v in judged:
                p_value = "" if v.p_value is None else f"{v.p_value:.3g}"
                rows.writerow([name, "yes" if v.passed else "NO", v.diagnostic, p_value, v.n, v.says])
