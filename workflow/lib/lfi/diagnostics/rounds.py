"""What rounds of simulations gained: the table of all rounds of a problem."""

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np

from lfi.writing import whole


@dataclass(frozen=True)
class RoundScore:
    """One row of ``rounds.csv``: a round of one observation.

    Attributes:
        observation: its number, from 0.
        round: its number, from 1.
        simulations: number of draws of this and all rounds before.
        log_mass: log of the prior's mass where it was simulated.
        proposal: where the candidates of the simulations were drawn from.
        acceptance: part of them that was accepted.
        effective_draws: part of its posterior's draws that is effective; NaN without a likelihood.
        c2st: of its posterior against the reference; NaN without one.
        reference: the reference; empty without one.
        ended: why the rounds ended with it; empty: they did not, or it was the last of all.
    """

    observation: int
    round: int
    simulations: int
    log_mass: float
    proposal: str
    acceptance: float
    effective_draws: float
    c2st: float
    reference: str
    ended: str


def write(path: Path, rows: Iterable[RoundScore]) -> None:
    """Write the table, whole or not at all.

    Args:
        path: the file, CSV.
        rows: its rows.
    """
    with whole(path) as aside, aside.open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow([field.name for field in fields(RoundScore)])
        for row in rows:
            table.writerow([_text(cell) for cell in astuple(row)])


def _text(cell: object) -> object:
    if isinstance(cell, float):
        return "" if np.isnan(cell) else f"{cell:.6g}"
    return cell


def read(path: Path) -> list[RoundScore]:
    """The rows of a table."""
    with path.open(newline="") as file:
        return [_row(row) for row in csv.DictReader(file)]


def _row(row: dict[str, str]) -> RoundScore:
    numbers = [int(row[name]) for name in ("observation", "round", "simulations")]
    log_mass, *others = (float(row[name] or "nan") for name in ("log_mass", "acceptance", "effective_draws", "c2st"))
    return RoundScore(*numbers, log_mass, row["proposal"], *others, row["reference"], row["ended"])  # type: ignore[call-arg, arg-type]
