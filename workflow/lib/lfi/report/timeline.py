"""When each job ran: a picture with a row for each rule and a bar for each job, of the time in which most was made."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from lfi.provenance.records import Record
from lfi.report.numbers import duration

# Sizes in the picture's units.
WIDTH, ROW, LABELS = 760, 16, 90
# Seconds in which no job runs that divide two runs.
PAUSE = 600.0


class Bar(NamedTuple):
    """A job.

    Attributes:
        x: left end.
        y: upper end of its row.
        width: its duration.
        title: what it is.
    """

    x: float
    y: float
    width: float
    title: str


class Timeline(NamedTuple):
    """The picture.

    Attributes:
        width: of all.
        height: of all.
        rows: names of the rules, with the place of each.
        bars: the jobs.
        began: when the first began.
        lasted: time from the first to the last, as text.
        left_out: number of jobs of other runs.
    """

    width: float
    height: float
    rows: list[tuple[str, float]]
    bars: list[Bar]
    began: str
    lasted: str
    left_out: int


def timeline(records: Sequence[Record]) -> Timeline | None:
    """The jobs of the run that made most of the results; None where there are none.

    Args:
        records: of the results.
    """
    jobs = [(_ended(record) - record["seconds"], _ended(record), record) for record in _unique(records)]
    jobs.sort(key=lambda job: job[:2])
    if not jobs:
        return None
    run = max(_runs(jobs), key=len)
    start, end = run[0][0], max(job[1] for job in run)
    names = list(dict.fromkeys(str(record["recipe"]["step"]) for _, _, record in run))
    places = {name: ROW * i for i, name in enumerate(names)}
    scale = (WIDTH - LABELS) / max(end - start, 1e-9)
    bars = [
        Bar(LABELS + (begun - start) * scale, places[record["recipe"]["step"]], (ended - begun) * scale, _title(record))
        for begun, ended, record in run
    ]
    began = min(record["finished"] for _, _, record in run)[:16].replace("T", " ")
    height = ROW * len(names)
    return Timeline(WIDTH, height, list(places.items()), bars, began, duration(end - start), len(jobs) - len(run))


def _unique(records: Sequence[Record]) -> list[Record]:
    """Each record once, and none without a time."""
    return [record for record in {id(record): record for record in records}.values() if record.get("finished")]


def _runs(jobs: list[tuple[float, float, Record]]) -> list[list[tuple[float, float, Record]]]:
    """Jobs, by their start, divided where nothing runs for long."""
    runs, latest = [[jobs[0]]], jobs[0][1]
    for _, job in pairwise(jobs):
        if job[0] - latest > PAUSE:
            runs.append([])
        runs[-1].append(job)
        latest = max(latest, job[1])
    return runs


def _ended(record: Record) -> float:
    return datetime.fromisoformat(record["finished"]).timestamp()


def _title(record: Record) -> str:
    return f"{record['recipe']['step']} {record['recipe']['subject']}: {duration(record['seconds'])}, {record['host']}"
