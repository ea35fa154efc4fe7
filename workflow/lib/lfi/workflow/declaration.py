"""What the rules declare of one job beside its files and parameters: handed to the adapter that runs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lfi.provenance.recipe import Recipe


@dataclass(frozen=True)
class Declaration:
    """How a job makes its result.

    Attributes:
        function: what it calls: ``lfi.steps.sample:sample``.
        subject: the values of its wildcards, such as the names of a problem and an estimator.
        recipe: what its result depends on.
        names: by input, the names that its files go by.
        results: the results folder.
        versions: packages whose upgrade makes results stale, with their versions.
        keep: whether its finished files are kept for when the same is wanted again.
        forced: whether it is computed even if the same was made before.
    """

    function: str
    subject: tuple[str, ...]
    recipe: Recipe = field(repr=False)
    names: Mapping[str, list[str]]
    results: Path
    versions: Mapping[str, str]
    keep: bool
    forced: bool = False
