"""What shapes a result from outside lfi: files, code, folders, environment variables, packages; each has a state.

Each is a name, ``kind what``; its state is a digest, or a version, and empty where it does not exist:

- ``file table.npy``: the content of a file, or of all files below a folder;
- ``code helper.py``: the syntax tree of a Python file, without comments and docstrings;
- ``documented helper.py``: the same with docstrings, where code reads them;
- ``folder data``: the names in a folder;
- ``modules .``: the names in a folder that an import could find;
- ``variable MODEL_DIR``: the value of an environment variable;
- ``package mysim``: the version of an installed package;
- ``installed site-packages``: when a package was last installed or removed there.
"""

import ast
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from lfi.provenance.digests import file_digest

# Kinds whose names hold a path.
PATHS = ("file", "code", "documented", "folder", "modules", "installed")
# How a person calls what is not simply a file.
WORDS = {"variable": "environment variable", "package": "package", "folder": "folder"}
# By these words code reads docstrings.
READS_DOCSTRINGS = (b"__doc__", b"getdoc")


def state(name: str, base: Path) -> str:
    """The present state of one thing.

    Args:
        name: ``kind what``; a relative path begins at ``base``.
        base: the folder.
    """
    kind, _, what = name.partition(" ")
    return STATES[kind](os.path.join(base, what) if kind in PATHS else what)  # noqa: PTH118, a tenth of the time


def changed(known: Mapping[str, str], base: Path) -> list[str]:
    """The names of all things whose state is another than the known one.

    Args:
        known: states by name.
        base: the folder in which relative paths begin.
    """
    return [name for name, before in known.items() if state(name, base) != before]


def placed(names: Mapping[str, str], base: Path) -> dict[str, str]:
    """The same states under names whose paths begin at a folder.

    Args:
        names: states by name, with absolute paths.
        base: the folder.
    """
    return {_moved(name, lambda path: os.path.relpath(path, base)): known for name, known in names.items()}


def absolute(names: Mapping[str, str], base: Path) -> dict[str, str]:
    """The same states under names with absolute paths.

    Args:
        names: states by name, with paths that begin at a folder.
        base: the folder.
    """
    return {_moved(name, lambda path: os.path.abspath(base / path)): known for name, known in names.items()}  # noqa: PTH100


def spoken(name: str, base: Path | None = None) -> str:
    """A name as a message has it: ``file helper.py``.

    Args:
        name: the name.
        base: the folder in which its path begins, where that is to be told.
    """
    kind, _, what = name.partition(" ")
    path = os.path.normpath(base / what) if base and kind in PATHS else what
    return f"{WORDS.get(kind, 'file')} {path}"


def difference(name: str, before: str, now: str, base: Path | None = None) -> str:
    """What has happened to a thing, in a few words: ``file helper.py changed``, ``package mysim 1.0 → 1.1``.

    Args:
        name: its name.
        before: its state; empty: it was not there.
        now: its state now.
        base: as for ``spoken``.
    """
    if name.startswith("package ") and before and now:
        return f"{spoken(name)} {before} → {now}"
    how = "changed" if (before and now) or name.startswith("variable ") else "removed" if before else "added"
    return f"{spoken(name, base)} {how}"


def reads_docstrings(paths: Iterable[Path]) -> bool:
    """Whether the code in any of these files reads docstrings."""
    return any(word in path.read_bytes() for path in paths for word in READS_DOCSTRINGS if path.exists())


def _moved(name: str, move: Callable[[str], str]) -> str:
    kind, _, what = name.partition(" ")
    return f"{kind} {move(what)}" if kind in PATHS else name


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _file(path: str) -> str:
    try:
        if not os.path.isdir(path):  # noqa: PTH112
            return file_digest(Path(path))[:32]
        below = sorted(one for one in Path(path).rglob("*") if one.is_file())
        return _digest("".join(f"{one.relative_to(path)} {file_digest(one)}\n" for one in below))
    except OSError:
        return ""


def _code(path: str, documented: bool = False) -> str:
    try:
        content = Path(path).read_bytes()
    except OSError:
        return ""
    return syntax_digest(content, documented)


@cache
def syntax_digest(content: bytes, documented: bool = False) -> str:
    """Digest of what Python code says, whatever its comments and formatting; of its bytes where it is not Python.

    Args:
        content: the file's content.
        documented: whether docstrings count.
    """
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError):
        return hashlib.sha256(content).hexdigest()[:32]
    for node in ast.walk(tree):
        if not documented and isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    return _digest(ast.dump(tree))


def _folder(path: str) -> str:
    try:
        return _digest("\n".join(sorted(name for name in os.listdir(path) if _is_shown(name))))  # noqa: PTH208
    except OSError:
        return ""


def _modules(path: str) -> str:
    try:
        found = sorted(entry.name for entry in os.scandir(path or ".") if _is_module(entry))
    except OSError:
        return ""
    return _digest("\n".join(found))


def _is_shown(name: str) -> bool:
    return not name.startswith(".") and name != "__pycache__"


def _is_module(entry: "os.DirEntry[str]") -> bool:
    stem, _, suffix = entry.name.partition(".")
    if not suffix:
        return stem.isidentifier() and stem != "__pycache__" and entry.is_dir()
    return entry.name.endswith((".py", ".so", ".pyc"))


def _variable(name: str) -> str:
    value = os.environ.get(name)
    return "" if value is None else _digest(value)


def _package(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _installed(path: str) -> str:
    try:
        return str(os.stat(path).st_mtime_ns)  # noqa: PTH116
    except OSError:
        return ""


STATES: dict[str, Callable[[str], str]] = {
    "file": _file,
    "code": _code,
    "documented": lambda path: _code(path, documented=True),
    "folder": _folder,
    "modules": _modules,
    "variable": _variable,
    "package": _package,
    "installed": _installed,
}
