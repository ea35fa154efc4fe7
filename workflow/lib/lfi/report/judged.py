"""The verdicts of a problem as one table of posteriors and diagnostics."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lfi.diagnostics.ranking import CALIBRATION


class Cell(NamedTuple):
    """What one diagnostic says of one posterior.

    Attributes:
        state: ``pass``, ``fail``, or ``none`` where the diagnostic was not applied.
        sentences: the verdicts; several where each observation has its verdict.
    """

    state: str
    sentences: list[str]


class Row(NamedTuple):
    """The verdicts on one posterior.

    Attributes:
        posterior: its name.
        cells: one for each diagnostic.
        failed: number of diagnostics that fail.
    """

    posterior: str
    cells: list[Cell]
    failed: int


class Judged(NamedTuple):
    """The table.

    Attributes:
        over_many: diagnostics over many data sets.
        at_observation: diagnostics at the observation; their cells follow.
        rows: the posteriors, in order.
    """

    over_many: list[str]
    at_observation: list[str]
    rows: list[Row]


def judged(verdicts: Path, order: Sequence[str]) -> Judged:
    """The table of a problem.

    Args:
        verdicts: the table that ``judge`` wrote.
        order: the posteriors, best first.
    """
    with verdicts.open(newline="") as file:
        found = list(csv.DictReader(file))
    diagnostics = list(dict.fromkeys(verdict["diagnostic"] for verdict in found))
    over_many = [name for name in diagnostics if name in CALIBRATION]
    at_observation = [name for name in diagnostics if name not in CALIBRATION]
    rows = []
    for posterior in order:
        own = [verdict for verdict in found if verdict["posterior"] == posterior]
        cells = [_cell([v for v in own if v["diagnostic"] == name]) for name in (*over_many, *at_observation)]
        rows.append(Row(posterior, cells, sum(cell.state == "fail" for cell in cells)))
    return Judged(over_many, at_observation, rows)


def _cell(verdicts: Sequence[dict[str, str]]) -> Cell:
    passed = all(verdict["passed"] == "yes" for verdict in verdicts)
    state = ("pass" if passed else "fail") if verdicts else "none"
    return Cell(state, [verdict["says"] for verdict in verdicts])
