"""The scores of a problem as a table of scores and posteriors, and other tables as they are."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lfi.diagnostics.scores import Score, read
from lfi.report.numbers import measured


class Line(NamedTuple):
    """One score of all posteriors.

    Attributes:
        score: what is measured.
        reference: what it is measured against.
        cases: the number of cases it is measured on, or the least and the largest.
        values: with standard errors, by the table's posteriors; empty where a posterior has no such score.
    """

    score: str
    reference: str
    cases: str
    values: list[str]


class Scored(NamedTuple):
    """The table.

    Attributes:
        posteriors: the columns: posteriors and estimators.
        lines: the scores.
    """

    posteriors: list[str]
    lines: list[Line]


def scored(scores: Path, order: Sequence[str]) -> Scored:
    """The table of a problem.

    Args:
        scores: the table that ``compare`` wrote.
        order: posteriors that come first, best first.
    """
    rows = read(scores)
    named = list(dict.fromkeys(row.posterior for row in rows))
    posteriors = [name for name in order if name in named] + [name for name in named if name not in order]
    by_line: dict[tuple[str, str], dict[str, Score]] = {}
    for row in rows:
        by_line.setdefault((row.score, row.reference), {})[row.posterior] = row
    return Scored(posteriors, [_line(*key, found, posteriors) for key, found in by_line.items()])


def _line(score: str, reference: str, found: dict[str, Score], posteriors: Sequence[str]) -> Line:
    cases = sorted({row.n for row in found.values()})
    text = f"{cases[0]:,}" if len(cases) == 1 else f"{cases[0]:,} to {cases[-1]:,}"
    values = [measured(found[n].value, found[n].standard_error) if n in found else "" for n in posteriors]
    return Line(score, reference, text, values)


def plain_table(path: Path) -> list[list[str]]:
    """The cells of any other table; the first row names the columns."""
    with path.open(newline="") as file:
        return [[_short(cell) for cell in row] for row in csv.reader(file)]


def _short(cell: str) -> str:
    """A number with four digits; anything else, and a whole number, as it is."""
    try:
        return cell if cell.isdigit() else f"{float(cell):.4g}".replace("-", "−")
    except ValueError:
        return cell
