"""Which posterior to use, and why: one that is calibrated and informative first, then by expected log density."""

import csv
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from lfi.diagnostics.scores import Score
from lfi.diagnostics.verdicts import Verdict
from lfi.writing import whole

# Over many data sets; the others are at the observation.
CALIBRATION = ("Information", "SBC", "Coverage", "TARP", "Log density")
# Columns of a terminal.
WIDTH = 80


@dataclass(frozen=True)
class Ranked:
    """A posterior at its place.

    Attributes:
        posterior: its name.
        use: ``yes`` for the one to use, ``no``, or ``-`` for the first where none passes all verdicts.
        log_density: expected log density of the truth, in nats, as text; empty where it is not measured.
        why: what it passes or fails.
        change: what to do about it; empty where it passes all.
    """

    posterior: str
    use: str
    log_density: str
    why: str
    change: str


def ranked(verdicts: Mapping[str, Sequence[Verdict]], scores: Sequence[Score]) -> list[Ranked]:
    """The posteriors, best first.

    Args:
        verdicts: by posterior; those that fail end with what to do.
        scores: of the same problem; ``nll`` or else ``information_gain`` gives the expected log density.
    """
    density = {name: _log_density(name, scores) for name in verdicts}
    order = sorted(verdicts, key=lambda name: (*_failures(verdicts[name]), -(density[name] or 0.0)))
    # Rounds simulate for the observation: theirs is before an equal one that was made for all data.
    order.sort(key=lambda name: (*_failures(verdicts[name]), not _of_rounds(verdicts[name])))
    rows = []
    for place, name in enumerate(order):
        failed = [verdict for verdict in verdicts[name] if not verdict.passed]
        use = ("-" if failed else "yes") if place == 0 else "no"
        value = density[name]
        text = "" if value is None else f"{value:.2f}"
        rows.append(Ranked(name, use, text, _why(verdicts[name], failed), _change(failed)))
    return rows


def _failures(verdicts: Sequence[Verdict]) -> tuple[bool, bool]:
    """Whether any fails over many data sets, and whether any fails at the observation."""
    failed = {verdict.diagnostic for verdict in verdicts if not verdict.passed}
    return bool(failed & set(CALIBRATION)), bool(failed - set(CALIBRATION))


def _of_rounds(verdicts: Sequence[Verdict]) -> bool:
    return any(verdict.diagnostic == "Truncation" for verdict in verdicts)


def _log_density(name: str, scores: Sequence[Score]) -> float | None:
    found = {score.score: score.value for score in scores if score.posterior == name}
    return -found["nll"] if "nll" in found else found.get("information_gain")


def _why(verdicts: Sequence[Verdict], failed: Sequence[Verdict]) -> str:
    if not failed:
        return f"passes all {len({verdict.diagnostic for verdict in verdicts})} verdicts"
    others = list(dict.fromkeys(verdict.diagnostic for verdict in failed[1:]))
    rest = f", and {', '.join(others)}" if others else ""
    return f"fails {failed[0].says.split(' → ')[0].split(' (p ')[0]}{rest}"


def _change(failed: Sequence[Verdict]) -> str:
    return failed[0].says.partition(" → ")[2] if failed else ""


def write(path: Path, rows: Sequence[Ranked]) -> None:
    """Write the ranking as a table, whole or not at all.

    Args:
        path: the file, CSV.
        rows: the posteriors, best first.
    """
    with whole(path) as aside, aside.open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow([field.name for field in fields(Ranked)])
        table.writerows(map(astuple, rows))


def read(path: Path) -> list[Ranked]:
    """The rows of a table."""
    with path.open(newline="") as file:
        return [Ranked(**row) for row in csv.DictReader(file)]


def headline(problem: str, rows: Sequence[Ranked]) -> str:
    """Which posterior to use, in one line.

    Args:
        problem: name of the problem.
        rows: its posteriors, best first.

    >>> headline("line", [Ranked("flow", "yes", "2.31", "passes all 9 verdicts", "")])
    'line: use flow, which passes all 9 verdicts; its expected log density is 2.31 nats'
    """
    first = rows[0]
    if first.use != "yes":
        return f"{problem}: trust no posterior yet; the best is {first.posterior}, which {first.why}"
    density = f"; its expected log density is {first.log_density} nats" if first.log_density else ""
    passing = [row for row in rows[1:] if row.why.startswith("passes") and row.log_density]
    if density and passing:
        above = float(first.log_density) - float(passing[0].log_density)
        density += f", {above:.2f} above that of {passing[0].posterior}"
    return f"{problem}: use {first.posterior}, which {first.why}{density}"


def screen(problem: str, rows: Sequence[Ranked]) -> str:
    """What to use, why, and what to do about the others, for a terminal of 80 columns.

    Args:
        problem: name of the problem.
        rows: its posteriors, best first.
    """
    lines = textwrap.wrap(headline(problem, rows), WIDTH, subsequent_indent="  ")
    for row in rows:
        if row.use != "yes":
            density = f" ({row.log_density} nats)" if row.log_density else ""
            lines += textwrap.wrap(f"  {row.posterior}{density} {row.why}", WIDTH, subsequent_indent="    ")
        if row.change:
            lines += textwrap.wrap(f"    → {row.change}", WIDTH, subsequent_indent="      ")
    return "\n".join(lines)
