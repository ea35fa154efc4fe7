"""What the problems of a configuration depend on outside lfi: what they are loaded from, and what it declares."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from lfi.config.workflow import Config, Problem
from lfi.errors import LfiError
from lfi.problems.scanning import Asked, scan
from lfi.provenance import outside

# What a declaration begins with that names no file.
DECLARED = {"env": "variable", "package": "package"}


def surroundings(config: Config, origin: str) -> dict[str, Mapping[str, str]]:
    """By problem, the states of what it depends on, by name; paths begin at the folder of the problem's file.

    Args:
        config: the configuration.
        origin: the configuration's file name, for messages.

    Raises:
        LfiError: a problem cannot be loaded, or something that is declared does not exist.
    """
    users = {name: entry for name, entry in config.problems.items() if _file(entry)}
    asked = [Asked(entry.source or "", entry.options, entry.prior) for entry in users.values()]
    found = dict(zip(users, scan(asked, config.results / ".records/imports"), strict=True))
    return {
        name: outside.placed({**found.get(name, {}), **dict(_declared(entry, f"{origin}: problems.{name}"))}, base)
        for name, entry in config.problems.items()
        if (base := (_file(entry) or Path("here")).absolute().parent)
    }


def _file(entry: Problem) -> Path | None:
    """The file of a user's problem."""
    return Path(entry.source) if entry.source and entry.source.endswith(".py") else None


def _declared(entry: Problem, where: str) -> Iterator[tuple[str, str]]:
    """What an entry declares, by its name, with an absolute path."""
    for given in entry.depends:
        kind, _, what = given.rpartition(":")
        name = f"{DECLARED[kind]} {what}" if kind in DECLARED else f"file {Path(given).absolute()}"
        known = outside.state(name, Path())
        if not known and kind != "env":
            raise LfiError(f"{where}.depends: {given}: there is no such {'package' if kind in DECLARED else 'file'}")
        yield name, known
