"""Whose code and files lie where: Python's own, installed packages', the system's, or a user's."""

import os
import re
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import lfi

LIBRARY = Path(lfi.__file__).parents[1]
# Folders of the system: no user's data, and other from node to node.
SYSTEM: tuple[str, ...] = (
    "/proc",
    "/sys",
    "/dev",
    "/etc",
    "/run",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/usr/bin",
    "/usr/sbin",
)
SYSTEM += ("/usr/lib", "/usr/lib64", "/usr/share")
# A requirement in a package's metadata: its name and its extras; and the extra that it is for.
REQUIRED, EXTRA = re.compile(r"([A-Za-z0-9._-]+)\s*(\[[^\]]*\])?"), re.compile(r"extra == [\"']([^\"']+)")
# The package that the environment of lfi is made for; what it requires with all its extras is lfi's, not a user's.
LFI, EXTRAS = "lfi", frozenset(("workflow", "dev"))


def is_below(path: str, folders: Iterable[str]) -> bool:
    """Whether a path is one of these folders, or below one.

    Args:
        path: an absolute path.
        folders: absolute paths.
    """
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


@cache
def owner(path: str) -> str:
    """Whose a file is: ``python``, ``lfi``, ``system``, or ``problem``: a user's, or a package that only a user needs.

    Args:
        path: an absolute path, or what Python calls code that is in no file.
    """
    if path.startswith("<"):
        return "python"
    if package := _installed(path):
        return "lfi" if _is_ours(package) else "problem"
    if is_below(path, [str(LIBRARY / "lfi"), *_caches()]):
        return "lfi"
    return "python" if is_below(path, python()) else "system" if is_below(path, SYSTEM) else "problem"


def counts(path: str) -> bool:
    """Whether a file counts by its content: it is a user's, and part of no installed package.

    Args:
        path: an absolute path.
    """
    return owner(path) == "problem" and not (_installed(path) and _installed(path) in _packages())


def _installed(path: str) -> str:
    """First name of the installed module that a file belongs to; ``_`` where it is about one; empty: not installed."""
    for folder in installed():
        if is_below(path, [folder]):
            top = path[len(folder) + 1 :].partition("/")[0]
            return "_" if top.endswith("-info") else top.partition(".")[0] or "_"
    return ""


@cache
def _is_ours(top: str) -> bool:
    """Whether a module that lies among the installed ones comes with lfi."""
    if top.startswith("_") or _plain(top) in lfis():
        return True
    return any(_plain(package) in lfis() for package in _packages().get(top, []))


@cache
def python() -> tuple[str, ...]:
    """Folders of Python's own library."""
    paths = sysconfig.get_paths()
    return _both([paths["stdlib"], paths["platstdlib"], *(path for path in sys.path if path.endswith(".zip"))])


@cache
def installed() -> tuple[str, ...]:
    """Folders that packages are installed into."""
    paths = sysconfig.get_paths()
    return _both([paths["purelib"], paths["platlib"], *site.getsitepackages(), site.getusersitepackages()])


@cache
def of_module(name: str) -> str:
    """The installed package that the simulator's imports count for, by a module's first name; empty: none.

    Args:
        name: the first part of a module's name.
    """
    module = sys.modules.get(name)
    files = [getattr(module, "__file__", None), *getattr(module, "__path__", [])]
    if name in sys.stdlib_module_names or name == LFI or not any(_installed(file) for file in files if file):
        return ""
    if _is_ours(name):
        return ""
    return next(iter(_packages().get(name, [])), "")


@cache
def lfis() -> frozenset[str]:
    """The packages that lfi requires, and all that those require, in plain form."""
    found: dict[str, set[str]] = {}
    due = [(LFI, EXTRAS)]
    while due:
        name, extras = due.pop()
        if name not in found or not extras <= found[name]:
            found.setdefault(name, set()).update(extras)
            due += _requires(name, extras)
    return frozenset(found)


def _requires(name: str, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """What a package requires with some of its extras: names, with the extras of those."""
    try:
        said = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for line in said:
        needs, (required, options) = EXTRA.search(line), REQUIRED.match(line).groups()  # type: ignore[union-attr]
        if needs is None or needs[1] in extras:
            yield _plain(required), frozenset(filter(None, re.split(r"[\[\], ]+", options or "")))


@cache
def _packages() -> dict[str, list[str]]:
    return dict(metadata.packages_distributions())


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def _caches() -> tuple[str, ...]:
    cache = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    return _both([str(cache), str(Path("~/.config").expanduser())])


def _both(paths: Iterable[str]) -> tuple[str, ...]:
    """Paths as they are written, and with links followed."""
    return tuple(dict.fromkeys(form for path in paths for form in (os.path.abspath(path), os.path.realpath(path))))  # noqa: PTH100
