"""Parameters of a step as its recipe holds them: plain values, and the code that some of them stand for."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any


class CodeParameter(ABC):
    """A parameter that stands for code: its value counts, and so does every definition that the code reaches."""

    __slots__ = ()

    @property
    @abstractmethod
    def value(self) -> Any:
        """Its plain value."""

    @property
    @abstractmethod
    def code(self) -> tuple[str, ...]:
        """Where its code starts, for ``lfi.provenance.code``: all that a step reaches through this value alone."""

    @property
    def outside(self) -> Mapping[str, str]:
        """The states of what it depends on outside lfi, by name, as ``lfi.provenance.outside`` has them."""
        return {}

    @property
    def folder(self) -> Path:
        """Where the paths in these names begin."""
        return Path()


class Definitions(tuple[str, ...], CodeParameter):
    """Definitions that a step looks up by name, such as the classes that a network is made of: ``module:name`` each."""

    __slots__ = ()

    @property
    def value(self) -> list[str]:
        """The names."""
        return list(self)

    @property
    def code(self) -> tuple[str, ...]:
        """The names, which is where the code starts."""
        return tuple(self)


# The values that JSON has, and that hold no others.
ATOMS = {bool, int, float, str, type(None)}


def plain(parameter: Any) -> Any:
    """A parameter as JSON has it: what is written into a record equals what is read from it.

    Raises:
        TypeError: it is a path, which is an input of a step and no parameter, or nothing that JSON has.
    """
    if type(parameter) in ATOMS:
        return parameter
    if isinstance(parameter, CodeParameter):
        return plain(parameter.value)
    if isinstance(parameter, Mapping):
        return {str(name): plain(value) for name, value in parameter.items()}
    if isinstance(parameter, list | tuple):
        return list(parameter) if _all_atoms(parameter) else [plain(value) for value in parameter]
    what = "a path: declare it as an input" if isinstance(parameter, Path) else f"a {type(parameter).__name__}"
    raise TypeError(f"a step's parameter is {what}, not a plain value: {parameter!r}")


def roots(parameter: Any) -> Iterator[str]:
    """Where the code starts that a parameter, or a part of it, stands for."""
    for part in code_parameters(parameter):
        yield from part.code


def code_parameters(parameter: Any) -> Iterator[CodeParameter]:
    """The parameter, or the parts of it, that stand for code."""
    if type(parameter) in ATOMS:
        return
    if isinstance(parameter, CodeParameter):
        yield parameter
    elif isinstance(parameter, Mapping):
        for value in parameter.values():
            yield from code_parameters(value)
    elif isinstance(parameter, list | tuple) and not _all_atoms(parameter):
        for value in parameter:
            yield from code_parameters(value)


def _all_atoms(parameter: Sequence[Any]) -> bool:
    """Whether a list holds atoms alone: a thousand trainings share the long list of their data's coordinates."""
    return set(map(type, parameter)) <= ATOMS
