"""Whether restricted priors may have cut off the truth, and what rounds of simulations gained."""

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
import scipy

from lfi.diagnostics.verdicts import Verdict, verdict_of
from lfi.typing import Array
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


def truncation_verdict(truncation: Array) -> Verdict:
    """Whether more truths are outside of their posterior's region than there should be, by a binomial test.

    Args:
        truncation: truths outside, data sets tested, and the expected part outside.
    """
    outside, tested, expected = int(truncation[0]), int(truncation[1]), float(truncation[2])
    p_value = float(scipy.stats.binom.sf(outside - 1, tested, expected))
    failing = f"{outside} of {tested} truths are outside, so a round may cut off the truth; raise rounds.mass"
    return verdict_of("Truncation", p_value, tested, "data sets", "regions keep the truths", failing)


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
