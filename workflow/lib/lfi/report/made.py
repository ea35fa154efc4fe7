"""How the results were made, from their records: the rules, the jobs with their times and places, versions."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lfi.provenance.lineage import Lineage
from lfi.provenance.records import Record
from lfi.report.graph import Drawing, drawing, levels, without_cycles
from lfi.report.numbers import duration
from lfi.report.timeline import Timeline, timeline

# Names of hosts that a table has room for.
HOSTS = 3
# The rule that makes the page has no record yet.
PAGE = "report"


class Job(NamedTuple):
    """One result, or the shards of one set of simulations.

    Attributes:
        step: the rule.
        subject: what it is about.
        jobs: how many jobs made it.
        seconds: how long they took together, as text.
        hosts: where they ran.
        finished: when the last of them ended.
    """

    step: str
    subject: str
    jobs: int
    seconds: str
    hosts: str
    finished: str


class Upgrade(NamedTuple):
    """Results that were made with another version of a package than is installed now.

    Attributes:
        package: its name.
        then: the version that they were made with.
        now: the version that is installed.
        files: the first file of each.
    """

    package: str
    then: str
    now: str
    files: list[str]


class Made(NamedTuple):
    """How the results were made.

    Attributes:
        rules: the picture of the rules.
        jobs: every result, in the order of the picture.
        total: how long all jobs took together, as text.
        timeline: when each ran; None where there are no jobs.
        versions: of each package, all that were used, as text.
        upgrades: what was made with other versions than are installed now.
    """

    rules: Drawing
    jobs: list[Job]
    total: str
    timeline: Timeline | None
    versions: list[tuple[str, str]]
    upgrades: list[Upgrade]


def made(lineage: Lineage, shown: Sequence[Path]) -> Made:
    """How results were made, with all behind them.

    Args:
        lineage: of the results folder.
        shown: the results.
    """
    records = lineage.behind(shown)
    parents = _parents(lineage, records)
    upgrades = [
        Upgrade(*change, [lineage.records.relative(path) for path in files])
        for change, files in lineage.upgraded(shown).items()
    ]
    return Made(
        drawing(parents, _notes(records)),
        _jobs(records, levels(parents)),
        duration(sum(record["seconds"] for record in records)),
        timeline(list(records)),
        _versions(records),
        upgrades,
    )


def _parents(lineage: Lineage, records: Iterable[Record]) -> dict[str, set[str]]:
    """For each rule, the rules that made the inputs of its jobs."""
    found: dict[str, set[str]] = {}
    for record in sorted(records, key=_name):
        makers = (lineage.made_by[name] for name in record["inputs"] if name in lineage.made_by)
        found.setdefault(_step(record), set()).update(map(_step, makers))
    found = without_cycles(found, _places(lineage, records))
    found[PAGE] = set(found)
    return found


def _places(lineage: Lineage, records: Iterable[Record]) -> dict[str, int]:
    """Of each rule the length of the longest way to the first of its jobs."""
    before = {
        _result(record): {_result(lineage.made_by[file]) for file in record["inputs"] if file in lineage.made_by}
        for record in records
    }
    places: dict[str, int] = {}
    for result, level in levels(before).items():
        step = result.split()[0]
        places[step] = min(level, places.get(step, level))
    return places


def _jobs(records: Iterable[Record], level: Mapping[str, int]) -> list[Job]:
    groups: dict[tuple[str, str], list[Record]] = {}
    for record in sorted(records, key=lambda record: (level[_step(record)], *_name(record))):
        groups.setdefault(_name(record), []).append(record)
    return [_job(*name, group) for name, group in groups.items()]


def _job(step: str, subject: str, records: Sequence[Record]) -> Job:
    hosts = sorted({record["host"] for record in records})
    finished = max(record["finished"] for record in records)
    return Job(
        step,
        subject,
        len(records),
        duration(sum(record["seconds"] for record in records)),
        ", ".join(hosts) if len(hosts) <= HOSTS else f"{len(hosts)} hosts",
        f"{finished[:10]} {finished[11:16]} {finished[19:]}",
    )


def _notes(records: Sequence[Record]) -> dict[str, str]:
    """The number of jobs of each rule, and how long they took."""
    notes = {}
    for step in dict.fromkeys(map(_step, records)):
        times = [record["seconds"] for record in records if _step(record) == step]
        notes[step] = f"{len(times):,} {'job' if len(times) == 1 else 'jobs'}, {duration(sum(times))}"
    return {**notes, PAGE: "this page"}


def _versions(records: Iterable[Record]) -> list[tuple[str, str]]:
    found: dict[str, set[str]] = {}
    for record in records:
        for name, version in record["packages"].items():
            found.setdefault(name, set()).add(version)
    return [(name, ", ".join(sorted(found[name]))) for name in sorted(found)]


def _step(record: Record) -> str:
    return str(record["recipe"]["step"])


def _result(record: Record) -> str:
    return f"{_step(record)} {record['recipe']['subject']}"


def _name(record: Record) -> tuple[str, str]:
    """A rule and what it is about; all shards of a set of simulations are about the same."""
    return _step(record), "/".join(record["recipe"]["subject"].split("/")[:2])
