"""Results and all that they are made from, as the records of a results folder say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from lfi.provenance.records import Record, Records, packages


class Lineage:
    """Which results are made from which.

    Args:
        records: the records of a results folder.
    """

    def __init__(self, records: Records) -> None:
        self.records, self.every = records, list(records.all())
        self.made_by = {name: record for record in self.every for name in record["outputs"]}

    def remade(self) -> dict[str, str]:
        """Why results are not made from what is there: an input was made again since, and came out otherwise.

        Returns:
            A few words by the path of each such result.
        """
        return {
            str(self.records.results / name): f"{self.records.results / changed[0]} has changed since"
            for record in self.every
            if (changed := list(self._changed(record)))
            for name in record["outputs"]
        }

    def unsound(self) -> set[str]:
        """Paths of files that are not as their records say, or have none, and of all that is made from them."""
        # What is read from outside the results folder needs no record.
        found = {name for record in self.every for name in record["inputs"] if not name.startswith("..")}
        found -= self.made_by.keys()
        for record in self.every:
            if self.records.faults(record) or any(self._changed(record)):
                found.update(record["outputs"])
        while (
            more := {n for record in self.every if found & record["inputs"].keys() for n in record["outputs"]} - found
        ):
            found |= more
        return {str(self.records.results / name) for name in found}

    def upgraded(self, results: Iterable[Path]) -> dict[tuple[str, str, str], list[Path]]:
        """What was made with other versions of packages than are installed now, of results and all behind them.

        Returns:
            The first file of each, by (package, version then, version now).
        """
        now, found = packages(self.records.versions), defaultdict(list)
        for record in self.behind(results):
            for name, then in record["packages"].items():
                if now.get(name, then) != then:
                    found[name, then, now[name]].append(self.records.results / next(iter(record["outputs"])))
        return {change: sorted(found[change]) for change in sorted(found)}

    def behind(self, results: Iterable[Path]) -> list[Record]:
        """The records of results and of all that they are made from."""
        due, found = [self.records.relative(path) for path in results], {}
        while due:
            record = self.made_by.get(due.pop())
            if record and record["key"] not in found:
                found[record["key"]] = record
                due += record["inputs"]
        return list(found.values())

    def _changed(self, record: Record) -> Iterator[str]:
        """Names of a result's inputs whose contents are others than those that it was made from."""
        for name, known in record["inputs"].items():
            if (maker := self.made_by.get(name)) and maker["outputs"][name]["sha256"] != known:
                yield name
