"""A problem as a configuration names it: small enough to hand to a job, which loads it where it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from lfi.priors import Distributions
from lfi.problems.base import Joint
from lfi.problems.loading import load
from lfi.provenance.parameters import CodeParameter

Kind = TypeVar("Kind", bound=Joint)


@dataclass(frozen=True)
class ProblemReference(CodeParameter):
    """The arguments of ``problems.load``, and where the problem's class is defined.

    Attributes:
        source: name of a built-in problem, or the path of a Python file.
        options: arguments of the problem's constructor.
        prior: distributions that replace those of the prior.
        definition: ``lfi.problems.line:Line``; of a user's problem its file.
        surroundings: states of what the problem depends on outside lfi, by name.
    """

    source: str
    options: Mapping[str, Any]
    prior: Distributions
    definition: str
    surroundings: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def to(
        cls,
        problem: Joint,
        source: str,
        options: Mapping[str, Any],
        prior: Distributions,
        surroundings: Mapping[str, str] | None = None,
    ) -> "ProblemReference":
        """The reference to a problem that ``problems.load`` has loaded with these arguments.

        Args:
            problem: the loaded problem.
            source: as for ``problems.load``.
            options: as for ``problems.load``.
            prior: as for ``problems.load``.
            surroundings: states of what it depends on outside lfi, by name; paths begin at the folder of its file.
        """
        kind = type(problem)
        definition = str(problem.defined_in or f"{kind.__module__}:{kind.__name__}")
        return cls(source, options, prior, definition, surroundings or {})

    def load(self, kind: type[Kind] = Joint) -> Kind:  # type: ignore[assignment]
        """The problem.

        Args:
            kind: ``Problem`` or ``Regression``: what it must be.

        Raises:
            LfiError: as ``problems.load``.
        """
        return load(self.source, self.options, self.prior, kind)

    @property
    def value(self) -> dict[str, Any]:
        """What a record holds of it: of a file its name, since its content counts as code."""
        return {"source": Path(self.source).name, "options": self.options, "prior": self.prior}

    @property
    def code(self) -> tuple[str, ...]:
        """Where the code starts: the problem's class, or a user's files, and what loads it and replaces its prior."""
        names = (name.partition(" ") for name in self.surroundings)
        files = {str((self.folder / path).resolve()) for kind, _, path in names if kind in ("code", "documented")}
        return (*(sorted(files) or [self.definition]), "lfi.problems.loading:load")

    @property
    def outside(self) -> Mapping[str, str]:
        return self.surroundings

    @property
    def folder(self) -> Path:
        """Of a user's problem the folder of its file."""
        return Path(self.source).absolute().parent if self.source.endswith(".py") else Path()
