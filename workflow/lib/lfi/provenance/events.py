"""Python's audit events that tell of something read or written: what each says."""

import importlib.util
import os
import shlex
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

# What is read or written: a kind, and a path or a module's name.
Note = tuple[str, str]

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
# Code in these files opens others in order to run them, or looks for modules in a folder.
IMPORTERS = ("<frozen importlib", "<frozen zipimport", "<frozen runpy")
# What shows a line of code in a message reads no data.
MESSAGES = ("traceback.py", "warnings.py", "<frozen traceback", "<frozen warnings")


def _opened(frame: FrameType, path: Any, mode: Any = None, flags: Any = 0, *_: Any) -> Iterator[Note]:
    name = _text(path)
    if not name:
        return
    if (isinstance(mode, str) and set(mode) & set("wax+")) or (isinstance(flags, int) and flags & WRITES):
        yield "written", name
    elif frame.f_code.co_filename.startswith(IMPORTERS):
        yield from _executed(name)
    elif not _is_message(frame) and (mode is not None or os.path.isfile(name)):  # noqa: PTH113
        yield "file", name


def _executed(name: str) -> Iterator[Note]:
    """Code that is run from a file; from a compiled one, the source behind it."""
    if not name.endswith(".pyc"):
        yield ("code" if name.endswith(".py") else "file"), name
    elif Path(name).parent.name != "__pycache__":
        yield "file", name
    elif os.path.exists(source := importlib.util.source_from_cache(name)):  # noqa: PTH110
        yield "code", source


def _imported(frame: FrameType, module: str, file: Any = None, *_: Any) -> Iterator[Note]:
    yield "module", module.partition(".")[0]
    if name := _text(file):
        yield "file", name


def _listed(frame: FrameType, path: Any = None, *_: Any) -> Iterator[Note]:
    if not isinstance(path, int) and not frame.f_code.co_filename.startswith(IMPORTERS):
        yield "folder", _text(path) or "."


def _library(frame: FrameType, name: Any, *_: Any) -> Iterator[Note]:
    text = _text(name)
    if "/" in text:
        yield "file", text
    elif text:
        folders = os.environ.get("LD_LIBRARY_PATH", "").split(":")
        yield from (("file", found) for folder in folders if os.path.isfile(found := os.path.join(folder, text)))  # noqa: PTH113, PTH118


def _started(frame: FrameType, executable: Any, arguments: Any = (), folder: Any = None, *_: Any) -> Iterator[Note]:
    given = [arguments] if isinstance(arguments, str | bytes | os.PathLike) else list(arguments or ())
    yield from _program([executable, *given], _text(folder))


def _spawned(frame: FrameType, path: Any, arguments: Any = (), *_: Any) -> Iterator[Note]:
    yield from _program([path, *arguments], "")


def _shell(frame: FrameType, command: Any, *_: Any) -> Iterator[Note]:
    yield from _program([command], "")


def _program(words: Sequence[Any], folder: str) -> Iterator[Note]:
    """A program, and the files that its arguments name, also inside a command for a shell."""
    yield "program", ""
    for word in dict.fromkeys(part for given in words for part in _parts(_text(given))):
        path = os.path.join(folder, word)  # noqa: PTH118
        if os.path.isfile(path):  # noqa: PTH113
            yield "file", path
        elif "/" not in word and (found := shutil.which(word)):
            yield "file", found


def _parts(word: str) -> Iterable[str]:
    """A word, the words in it, and what follows a sign ``=``."""
    try:
        inside = shlex.split(word, comments=False) if " " in word or ";" in word else [word]
    except ValueError:
        inside = word.split()
    for part in (word, *inside):
        cleaned = part.strip(";|&<>()")
        yield from filter(None, (part, cleaned, cleaned.rpartition("=")[2]))


def _written(frame: FrameType, *paths: Any) -> Iterator[Note]:
    yield from (("written", name) for path in paths[:1] if (name := _text(path)))


def _renamed(frame: FrameType, source: Any, target: Any, *_: Any) -> Iterator[Note]:
    yield from _written(frame, target)


def _is_message(frame: FrameType | None) -> bool:
    """Whether a file is read so that a message shows a line of it."""
    for _ in range(8):
        if frame is None:
            return False
        if frame.f_code.co_filename.endswith(MESSAGES):
            return True
        frame = frame.f_back
    return False


def _text(path: Any) -> str:
    try:
        return os.fsdecode(path)
    except TypeError:  # a descriptor, or none
        return ""


HEARD: dict[str, Callable[..., Iterator[Note]]] = {
    "open": _opened,
    "import": _imported,
    "os.listdir": _listed,
    "os.scandir": _listed,
    "ctypes.dlopen": _library,
    "subprocess.Popen": _started,
    "os.posix_spawn": _spawned,
    "os.exec": _spawned,
    "os.spawn": lambda frame, mode, path, arguments, *_: _spawned(frame, path, arguments),
    "os.system": _shell,
    "sqlite3.connect": lambda frame, database, *_: _opened(frame, database, "r"),
    "tempfile.mkstemp": _written,
    "tempfile.mkdtemp": _written,
    "os.rename": _renamed,
    "os.link": _renamed,
    "os.symlink": _renamed,
}
