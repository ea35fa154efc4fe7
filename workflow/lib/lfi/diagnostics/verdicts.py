"""Verdicts: what a diagnostic says about a posterior, in one sentence with its p-value."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy  # loads scipy.stats where it is used: drawing from an estimator uses none

from lfi.typing import Array
from lfi.writing import whole

# A verdict fails below this p-value: of the posteriors that are right one in a hundred fails one of its ten tests.
SIGNIFICANCE = 0.001
# Least p-value that is printed.
LEAST = 1e-15


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


def verdict_of(
    diagnostic: str, p_value: float, n: int, cases: str, passing: str, failing: str, limit: float = SIGNIFICANCE
) -> Verdict:
    """The verdict of a test.

    Args:
        diagnostic: name of the diagnostic.
        p_value: of the test.
        n: number of cases.
        cases: what they are, such as ``data sets``.
        passing: what the verdict says if it passes.
        failing: what it says if it fails.
        limit: p-value below which it fails.

    >>> verdict_of("SBC", 0.3, 1000, "data sets", "ranks are uniform", "draws are too narrow").says
    'SBC: ranks are uniform (p = 0.3, 1,000 data sets)'
    """
    passed = p_value >= limit
    says = f"{diagnostic}: {passing if passed else failing} (p {_as_text(p_value)}, {n:,} {cases})"
    return Verdict(diagnostic, p_value, n, passed, says)


def _as_text(p_value: float) -> str:
    return f"= {p_value:.2g}" if p_value > LEAST else f"< {LEAST:g}"


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


def smooth_test(ranks: Array) -> float:
    """p-value of fractional ranks (datasets,) by Neyman's smooth test, the squared components of ``departure``."""
    return float(scipy.stats.chi2.sf(np.sum(np.square(departure(ranks))), 4))


def departure(ranks: Array) -> tuple[float, float, float, float]:
    """Shift, spread, skewness and tails of ranks (datasets,): uncorrelated, with mean 0 and sd 1 if they are uniform.

    The first four components of Neyman's smooth test (1937, Skand. Aktuarietidskr. 20, 149): means of the orthonormal
    Legendre polynomials of the ranks, in units of the sd that those of uniform ranks have.
    """
    t = 2 * ranks - 1
    polynomials = (t, (3 * t**2 - 1) / 2, (5 * t**3 - 3 * t) / 2, (35 * t**4 - 30 * t**2 + 3) / 8)
    means = [np.sqrt((2 * k + 1) * len(ranks)) * np.mean(each) for k, each in enumerate(polynomials, start=1)]
    return float(means[0]), float(means[1]), float(means[2]), float(means[3])


def fault(ranks: Array) -> str:
    """What ranks that are not uniform say about the draws, by the clear components of their departure.

    A spread is clear beside the largest component from 0.7 of it on: ranks at both ends alone have one of 0.75. A shift
    is from 0.5 on: ranks of which half are at one end, for want of a mode, have one of 0.58.

    Args:
        ranks: of the truths, shape (datasets,).

    Returns:
        ``too low``, ``too high``, ``too narrow`` if the truth lies in the tails too often, ``too wide``, or of these
        two, if both are clear; ``of the wrong shape`` if neither is.
    """
    components = departure(ranks)
    shift, spread = components[:2]
    largest = max(abs(each) for each in components)
    words = ["too low" if shift > 0 else "too high"] if abs(shift) >= max(3.0, 0.5 * largest) else []
    if abs(spread) >= max(3.0, 0.7 * largest):
        words.append("too narrow" if spread > 0 else "too wide")
    return " and ".join(words) or "of the wrong shape"


def worst_level(levels: Array) -> tuple[float, float]:
    """Where levels (datasets,) are farthest from uniform: the nominal level, and the fraction that is below it."""
    test = scipy.stats.kstest(levels, "uniform")
    nominal = float(test.statistic_location)
    return nominal, nominal + float(test.statistic_sign * test.statistic)


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
