"""Inputs of a step that are more than one file: files by name, and the first rows of a set of simulations."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

# What Snakemake hands to functions of a rule: the values of a job's wildcards.
Wildcards = Any


class ByName(NamedTuple):
    """One file for each name; the step gets them as a mapping, in this order.

    Attributes:
        names: the names, from a job's wildcards.
        pattern: the files' path, with the job's wildcards and ``{name}``.
    """

    names: Callable[[Wildcards], list[str]]
    pattern: Path | str


class FirstRows(NamedTuple):
    """The first rows of a set of simulations: the same data, however the set is cut into shards.

    Attributes:
        set: ``training`` or ``test``.
        rows: how many, from a job's wildcards; None for all, 0 for none.
    """

    set: str
    rows: Callable[[Wildcards], int | None]
