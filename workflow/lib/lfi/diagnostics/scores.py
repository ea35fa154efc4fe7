"""The tidy table of all scores: each with its standard error, its reference and its number of cases."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np

from lfi.tables import table
from lfi.typing import Array
from lfi.writing import whole


@dataclass(frozen=True)
class Score:
    """One row of ``scores.csv``.

    Attributes:
        posterior: the posterior or estimator it is about.
        score: what is measured.
        value: the measurement.
        standard_error: its standard error, where it has one.
        n: number of cases it was measured on.
        reference: what it was measured against.
    """

    posterior: str
    score: str
    value: float
    standard_error: float | None
    n: int
    reference: str


def mean_score(posterior: str, score: str, values: Array, reference: str) -> Score:
    """The mean of values with its standard error; a single value has none.

    Args:
        posterior: which posterior or estimator.
        score: what is measured.
        values: of each case, shape (n,).
        reference: what they are measured against.
    """
    n = len(values)
    error = float(values.std(ddof=1) / np.sqrt(n)) if n > 1 else None
    return Score(posterior, score, float(values.mean()), error, n, reference)


def rmse_score(posterior: str, score: str, errors: Array, reference: str) -> Score:
    """The root mean square of errors; its standard error by the delta method.

    Args:
        posterior: which posterior or estimator.
        score: what is measured.
        errors: of each case, shape (n,).
        reference: what they are errors to.
    """
    square = mean_score(posterior, score, errors**2, reference)
    rmse = np.sqrt(square.value)
    error = (square.standard_error or 0.0) / (2 * rmse) if rmse else 0.0
    return Score(posterior, score, float(rmse), float(error), len(errors), reference)


def mean_over_observations(each: Sequence[Score]) -> Score:
    """The same score at every observation, as their mean with its standard error; a single one unchanged."""
    if len(each) == 1:
        return each[0]
    first, values = each[0], np.array([score.value for score in each])
    return mean_score(first.posterior, first.score, values, _plural(first.reference))


def mean_estimate(each: Sequence[Score]) -> Score:
    """As ``mean_over_observations``, but with the standard error that follows from those of the estimates."""
    if len(each) == 1:
        return each[0]
    error = np.sqrt(sum((score.standard_error or 0.0) ** 2 for score in each)) / len(each)
    return replace(mean_over_observations(each), standard_error=float(error) or None)


def largest(each: Sequence[Score]) -> Score:
    """The same score at every observation, as the largest of them; a single one unchanged."""
    if len(each) == 1:
        return each[0]
    worst = max(each, key=lambda score: score.value)
    return replace(worst, n=len(each), reference=_plural(worst.reference))


def _plural(reference: str) -> str:
    return reference.replace("observation", "observations")


def moment_scores(posterior: str, draws: Array, reference: Array, names: Sequence[str], against: str) -> list[Score]:
    """Differences of mean and spread from a reference posterior, parameter by parameter.

    Args:
        posterior: name of the posterior.
        draws: its draws, shape (n, parameters).
        reference: draws of the reference, shape (m, parameters).
        names: of the parameters.
        against: name of the reference.

    Returns:
        ``mean_shift_<name>`` in units of the reference's sd and ``sd_ratio_<name>``, with the errors that independent
        draws have.
    """
    scores = []
    n, spread = len(draws), 1 / len(draws) + 1 / len(reference)
    for name, column, other in zip(names, draws.T, reference.T, strict=True):
        shift = (column.mean() - other.mean()) / other.std()
        ratio = column.std() / other.std()
        scores.append(Score(posterior, f"mean_shift_{name}", float(shift), float(np.sqrt(spread)), n, against))
        scores.append(Score(posterior, f"sd_ratio_{name}", float(ratio), float(np.sqrt(spread / 2)), n, against))
    return scores


def write(path: Path, scores: Iterable[Score]) -> None:
    """Write the table, whole or not at all.

    Args:
        path: the file, CSV.
        scores: its rows.
    """
    with whole(path) as aside, aside.open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow([field.name for field in fields(Score)])
        for score in scores:
            error = "" if score.standard_error is None else f"{score.standard_error:.3g}"
            rows.writerow([score.posterior, score.score, f"{score.value:.8g}", error, score.n, score.reference])


def read(path: Path) -> list[Score]:
    """The rows of a table."""
    with path.open(newline="") as file:
        return [
            Score(
                row["posterior"],
                row["score"],
                float(row["value"]),
                float(row["standard_error"]) if row["standard_error"] else None,
                int(row["n"]),
                row["reference"],
            )
            for row in csv.DictReader(file)
        ]


@dataclass(frozen=True)
class Printed:
    """A score as text."""

    posterior: str
    score: str
    value: str
    error: str
    n: str
    reference: str


def printed(scores: Sequence[Score]) -> str:
    """The table for a terminal.

    >>> print(printed([Score("flow", "nll", -1.25, 0.0213, 2000, "test pairs")]))
    posterior  score  value  error        n  reference
    flow       nll    -1.25  ± 0.021  2,000  test pairs
    """
    rows = [
        Printed(
            s.posterior,
            s.score,
            f"{s.value:.6g}",
            "" if s.standard_error is None else f"± {s.standard_error:.2g}",
            f"{s.n:,}",
            s.reference,
        )
        for s in scores
    ]
    return table(rows, right=["value", "n"])
