"""Beside every result, a record of how it was made: enough to know whether it is still valid, and to make it again."""

import contextlib
import json
import os
import platform
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lfi.provenance import outside
from lfi.provenance.definitions import Definitions
from lfi.provenance.digests import file_digest
from lfi.provenance.recipe import Recipe
from lfi.writing import whole

# What results are computed with.
PACKAGES = (
    "bilby",
    "dynesty",
    "h5py",
    "lightning",
    "matplotlib",
    "numpy",
    "pyro-ppl",
    "scikit-learn",
    "scipy",
    "torch",
)

# What a record holds, and in which form; a record in another format is ignored.
FORMAT = 5
# Of a file's times, those that say that it may have been written; nobody can set the second, which a link moves, too.
TIMES = ("mtime_ns", "ctime_ns")

Record = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """What a result was computed with.

    Attributes:
        packages: versions of packages.
        seen: states of what was read outside lfi, by name, with absolute paths.
    """

    packages: dict[str, str]
    seen: dict[str, str] = field(default_factory=dict)


class Records:
    """The records of a results folder, as they are when it is first asked for them.

    A record names the definitions that its code reached by one digest: many share a list of them.

    Args:
        results: the results folder.
        versions: of packages whose upgrade makes results stale.
    """

    def __init__(self, results: Path, versions: Mapping[str, str] | None = None) -> None:
        self.results, self.folder, self.versions = results, results / ".records", versions or {}
        self.definitions = Definitions(self.folder / "code")
        self._faults: dict[tuple[str, str], list[str]] = {}
        self._states: dict[str, str] = {}

    def relative(self, path: Path) -> str:
        """A path as seen from the results folder, which may be moved as a whole."""
        return os.path.relpath(path, self.results)

    def read(self, recipe: Recipe) -> Record | None:
        """The record of the result that was made last under this name."""
        return self._read(self._path(recipe.step, recipe.subject))

    def all(self) -> Iterator[Record]:
        """Every record that can be read."""
        return filter(None, map(self._read, sorted(self.folder.rglob("*.json"))))

    def write(
        self,
        recipe: Recipe,
        inputs: Mapping[Path, str],
        outputs: Mapping[Path, str],
        made: Made,
        kept: str = "",
        seconds: float = 0.0,
    ) -> None:
        """Take note of a result: the last thing that is written of it.

        Args:
            recipe: how it is made.
            inputs: digests of the files that it was made from.
            outputs: digests of its files.
            made: what it was computed with and what was read meanwhile.
            kept: its key in the store; empty where it is not kept there.
            seconds: how long that took.
        """
        record = {
            "format": FORMAT,
            "recipe": {**recipe.plain(), "code": self.definitions.keep(recipe)},
            "key": recipe.key,
            "inputs": {self.relative(path): content for path, content in inputs.items()},
            "outputs": {self.relative(path): _state(path, content) for path, content in outputs.items()},
            "kept": kept,
            "packages": made.packages,
            "seen": outside.placed(made.seen, self.results),
            "host": platform.node(),
            "finished": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
            "seconds": round(seconds, 3),
        }
        self._write(record)

    def stale(self, recipe: Recipe) -> list[str]:
        """Why a result that is there has to be made again; empty if it is valid.

        Args:
            recipe: how it would be made now.
        """
        record = self.read(recipe)
        if record is not None and record["key"] == recipe.key:
            return self.faults(record)
        code = self.definitions.read(record["recipe"]["code"]) if record else None
        if record is None or code is None:
            return ["there is no record, of this version of lfi, of how it was made"]
        return list(recipe.changes(Recipe(**{**record["recipe"], "code": code}))) or ["its record is damaged"]

    def faults(self, record: Record) -> list[str]:
        """What is wrong with a result however it would be made now: versions that count, and damaged files."""
        name = record["recipe"]["step"], record["recipe"]["subject"]
        if name not in self._faults:
            found = [*self._upgraded(record), *self._seen_changed(record)]
            self._faults[name] = found or list(self._damaged(record))
        return self._faults[name]

    def prune(self) -> list[Path]:
        """Remove the lists of definitions that no record speaks of; returns what was removed."""
        return self.definitions.prune(record["recipe"]["code"] for record in self.all())

    def _upgraded(self, record: Record) -> Iterator[str]:
        for name, new in self.versions.items():
            if (then := record["packages"].get(name)) != new:
                yield f"{name} {then} → {new}"

    def _seen_changed(self, record: Record) -> Iterator[str]:
        """What the result's step read outside lfi and the results folder, and is not as it was."""
        for name, known in record["seen"].items():
            if name not in self._states:
                self._states[name] = outside.state(name, self.results)
            if self._states[name] != known:
                yield outside.difference(name, known, self._states[name], self.results)

    def _damaged(self, record: Record) -> Iterator[str]:
        for name in record["outputs"]:
            if not self._intact(record, name):
                yield f"{self.results / name} was changed by hand, or cut short"

    def _intact(self, record: Record, name: str) -> bool:
        """Whether an output is as it was written, or is not there."""
        path, known = self.results / name, record["outputs"][name]
        try:
            stat = path.stat()
        except FileNotFoundError:
            return True
        times = {name: getattr(stat, f"st_{name}") for name in TIMES}
        if stat.st_size == known["size"] and times.items() <= known.items():
            return True
        if file_digest(path) != known["sha256"]:
            return False
        known.update(times)  # touched or linked only: remembered, so that it is not read again
        with contextlib.suppress(OSError):
            self._write(record)
        return True

    @cache  # noqa: B019, as they are when a plan is made
    def _read(self, path: Path) -> Record | None:
        try:
            record = json.loads(path.read_text())
        except (FileNotFoundError, ValueError):
            return None
        return record if isinstance(record, dict) and record.get("format") == FORMAT else None

    def _write(self, record: Record) -> None:
        with whole(self.path(record)) as aside:
            aside.write_text(json.dumps(record, indent=1))

    def path(self, record: Record) -> Path:
        """The file of a record."""
        return self._path(record["recipe"]["step"], record["recipe"]["subject"])

    def _path(self, step: str, subject: str) -> Path:
        return self.folder / step / f"{subject or 'all'}.json"


def packages(names: Iterable[str] = ()) -> dict[str, str]:
    """Versions of what results are computed with, and of the packages named."""
    return {name: version(name) for name in (*PACKAGES, *names)}


def _state(path: Path, content: str) -> dict[str, Any]:
    stat = path.stat()
    return {"sha256": content, "size": stat.st_size, **{name: getattr(stat, f"st_{name}") for name in TIMES}}
