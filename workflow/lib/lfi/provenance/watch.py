"""What Python sees a piece of work read: files, modules, programs and their files, libraries, folders, variables.

Python's audit events tell of all that is opened or started through Python, also by installed packages; ``os.environ``
tells who reads it. What a library opens by itself is not seen, HDF5 among them, nor what a program reads that is not
named in its arguments, nor whether a file exists.
"""

import json
import os
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lfi.provenance import events, outside, places
from lfi.provenance.variables import reading

_now: "Watch | None" = None
_hooked = False


class Watch:
    """What was read so far.

    Args:
        ignored: files and folders that count otherwise, or not at all.
    """

    def __init__(self, ignored: Iterable[Path]) -> None:
        self.ignored = [str(path.absolute()) for path in ignored]
        self.seen: dict[str, str] = {}
        self.modules: set[str] = set()
        self._recent: set[str] = set()
        self._written: set[str] = set()
        self._programs = False
        self._thread = threading.local()
        self._process = os.getpid()
        self._spool = tempfile.TemporaryFile("w+b", buffering=0)  # noqa: SIM115, open as long as the watch
        self.started = _later_than_all_files(self._spool.fileno())
        self._known: dict[str, bool] = {}

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take note of an audit event.

        Args:
            event: its name.
            arguments: what comes with it.
        """
        if event not in events.HEARD or getattr(self._thread, "busy", False):
            return
        self._thread.busy = True
        try:
            for kind, what in events.HEARD[event](sys._getframe(2), *arguments):
                self._note(kind, what)
        finally:
            self._thread.busy = False

    def read_variable(self, name: str) -> None:
        """Take note that an environment variable is read."""
        self._keep(f"variable {name}", lambda: outside.state(f"variable {name}", Path()))

    def found(self) -> dict[str, str]:
        """The states of all that was read, as each was when it was read first, by name with its absolute path."""
        self._gather()
        kept = {name: known for name, known in sorted(self.seen.items()) if self._counts(name, known)}
        code = [Path(name.partition(" ")[2]) for name in kept if name.startswith("code ")]
        if outside.reads_docstrings(code):
            kept |= {f"documented {path}": outside.state(f"documented {path}", Path()) for path in code}
        packages = sorted(set(filter(None, map(places.of_module, self.modules))))
        return kept | {f"package {name}": outside.state(f"package {name}", Path()) for name in packages}

    def _note(self, kind: str, what: str) -> None:
        if kind == "module":
            self._keep(f"module {what}", str)
            return
        if kind == "program":
            self._keep("program", str)
            return
        path = os.path.abspath(what)  # noqa: PTH100, as Python itself would find it
        if kind == "written":
            self._keep(f"written {path}", str)
        elif not self._is_ignored(path):
            self._keep(f"{kind} {path}", lambda: outside.state(f"{kind} {path}", Path()))

    def _keep(self, name: str, state: Any) -> None:
        """Keep the state of what is read for the first time; in a child process write it down for this one."""
        if name in self.seen:
            return
        self.seen[name] = state()
        if os.getpid() != self._process:
            os.write(self._spool.fileno(), f"{json.dumps([name, self.seen[name]])}\n".encode())

    def _gather(self) -> None:
        """What children that were forked have read."""
        self._spool.seek(0)
        for line in self._spool:
            name, known = json.loads(line)
            self.seen.setdefault(name, known)
        for name in list(self.seen):
            kind, _, what = name.partition(" ")
            if kind in ("module", "written", "program"):
                del self.seen[name]
                self.modules |= {what} if kind == "module" else set()
                self._written |= {what} if kind == "written" else set()
                self._programs |= kind == "program"

    def _is_ignored(self, path: str) -> bool:
        if path not in self._known:
            self._known[path] = places.is_below(path, self.ignored) or not places.counts(path)
        return self._known[path]

    def _counts(self, name: str, known: str) -> bool:
        """Whether something that was read is not the work's own: written by it, or gone with it."""
        kind, _, path = name.partition(" ")
        if kind not in outside.PATHS or kind == "folder":
            return kind != "folder" or outside.state(name, Path()) == known
        if places.is_below(path, self._written):
            return False
        try:
            written = os.stat(path).st_mtime  # noqa: PTH116, one of many
        except OSError:
            return not known  # it was not there, and that counts; what was there and is gone was its own
        # What a program has written since cannot be told from what a person has changed.
        return not (self._programs and written >= self.started)


def _later_than_all_files(descriptor: int) -> float:
    """The time by the clock of files, which goes in ticks and behind ``time.time()``, once it has ticked.

    Args:
        descriptor: of a file that may be touched.
    """
    first = os.fstat(descriptor).st_mtime
    while (now := os.fstat(descriptor).st_mtime) == first:
        os.utime(descriptor)
    return now


def hiding(names: Iterable[str]) -> dict[str, str]:
    """The files, not there now, that an import would find instead of these modules.

    Args:
        names: of code, with absolute paths, as in ``Watch.found``.
    """
    paths = [Path(name.partition(" ")[2]) for name in names if name.startswith("code ")]
    modules = [path.parent if path.name == "__init__.py" else path.with_suffix("") for path in paths]
    searched = {Path(path or ".").absolute() for path in sys.path if places.owner(path) == "problem"}
    others = [folder / module.name for module in modules for folder in {module.parent, *searched}]
    files = [file for module in others for file in (module / "__init__.py", module.with_suffix(".py"))]
    return {f"file {file}": "" for file in files if not file.exists()}


@contextmanager
def watched(ignored: Iterable[Path] = ()) -> Iterator[Watch]:
    """Watch what the block reads.

    Args:
        ignored: files and folders that count otherwise, or not at all.
    """
    global _now, _hooked
    if not _hooked:
        sys.addaudithook(_hear)
        _hooked = True
    _now = Watch(ignored)
    try:
        with reading(_now.read_variable):
            yield _now
    finally:
        _now = None


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if _now is not None:
        _now.hear(event, arguments)
