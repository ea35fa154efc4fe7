"""The code that a run has planned with: a step that finds other code on disk stops."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lfi import provenance
from lfi.errors import LfiError
from lfi.provenance import outside
from lfi.provenance.parameters import CodeParameter
from lfi.provenance.recipe import Recipe


@dataclass(frozen=True)
class Planned:
    """The code of one job.

    Attributes:
        recipe: how its result was planned to be made.
        starts: where its code starts, for ``lfi.provenance.code``.
        parameters: its parameters that stand for code.
    """

    recipe: Recipe
    starts: tuple[str, ...]
    parameters: tuple[CodeParameter, ...]

    def check(self) -> None:
        """Look whether the code on disk is the one that was planned.

        Raises:
            LfiError: it is not, with the name of what has changed.
        """
        provenance.forget()
        code = provenance.code(self.starts)
        different = [name for name in {**self.recipe.code, **code} if self.recipe.code.get(name) != code.get(name)]
        for parameter in self.parameters:
            files = {n: known for n, known in parameter.outside.items() if n.startswith(outside.PATHS)}
            different += map(outside.spoken, outside.changed(files, parameter.folder))
        self._stop(different)

    def beside(self, seen: Mapping[str, str]) -> dict[str, str]:
        """What a step has read beside what was planned.

        Args:
            seen: states by name, with absolute paths.

        Raises:
            LfiError: something was read in another state than the planned one.
        """
        known: dict[str, str] = {}
        for parameter in self.parameters:
            known |= outside.absolute(parameter.outside, parameter.folder)
        self._stop(outside.spoken(name) for name in seen if known.get(name, seen[name]) != seen[name])
        return {name: state for name, state in seen.items() if name not in known}

    def _stop(self, different: Iterable[str]) -> None:
        if name := next(iter(different), None):
            raise LfiError(f"{name.rstrip(':')} has changed since this run was planned; run again")
