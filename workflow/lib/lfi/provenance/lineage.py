"""Results and all that they are made from, as the records of a results folder say."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from lfi.provenance.records import Record, Records, packages


def unsound(records: Records) -> set[str]:
    """Paths of files that are not as their records say, or have none, and of all that is made from them."""
    every = list(records.all())
    made = {name for record in every for name in record["outputs"]}
    # What is read from outside the results folder needs no record.
    found = {name for record in every for name in record["inputs"] if not name.startswith("..")} - made
    for record in every:
        if records.faults(record):
            found.update(record["outputs"])
    while more := {name for own in every if found & own["inputs"].keys() for name in own["outputs"]} - found:
        found |= more
    return {str(records.results / name) for name in found}


def behind(records: Records, results: Iterable[Path]) -> list[Record]:
    """The records of results and of all that they are made from."""
    by_file = {name: record for record in records.all() for name in record["outputs"]}
    due, found = [records.relative(path) for path in results], {}
    while due:
        record = by_file.get(due.pop())
        if record and record["key"] not in found:
            found[record["key"]] = record
            due += record["inputs"]
    return list(found.values())


def upgraded(records: Records, results: Iterable[Path]) -> dict[tuple[str, str, str], list[Path]]:
    """What was made with other versions of packages than are installed now, of results and all behind them.

    Returns:
        The first file of each, by (package, version then, version now).
    """
    now, found = packages(records.versions), defaultdict(list)
    for record in behind(records, results):
        for name, then in record["packages"].items():
            if now.get(name, then) != then:
                found[name, then, now[name]].append(records.results / next(iter(record["outputs"])))
    return {change: sorted(found[change]) for change in sorted(found)}
