"""A problem as a configuration names it: small enough to hand to a job, which loads it where it runs."""

from collections.abc import Mapping
from dataclasses import dataclass
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
        definition: ``lfi.problems.line:Line``, or ``/home/me/decay.py:Decay``.
    """

    source: str
    options: Mapping[str, Any]
    prior: Distributions
    definition: str

    @classmethod
    def to(cls, problem: Joint, source: str, options: Mapping[str, Any], prior: Distributions) -> "ProblemReference":
        """The reference to a problem that ``problems.load`` has loaded with these arguments.

        Args:
            problem: the loaded problem.
            source: as for ``problems.load``.
            options: as for ``problems.load``.
            prior: as for ``problems.load``.
        """
        kind = type(problem)
        return cls(source, options, prior, f"{problem.defined_in or kind.__module__}:{kind.__name__}")

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
        """Where the code starts that it stands for: the problem's class, and what loads it and replaces its prior."""
        return (self.definition, "lfi.problems.loading:load")
