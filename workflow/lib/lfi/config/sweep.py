"""A sweep: trainings of estimators on increasing parts of the training set, with several seeds."""

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from pydantic import Field, PositiveInt, field_validator

from lfi.config.estimators import Strict


class Run(NamedTuple):
    """One training of a sweep.

    Attributes:
        estimator: name of the estimator.
        simulations: number of draws that it uses, from the start of the training set.
        seed: number of the training among those of this estimator and number of simulations, from 0.
    """

    estimator: str
    simulations: int
    seed: int


class Sweep(Strict):
    """Accuracy against the number of simulations."""

    estimators: list[str] = Field(min_length=1, description="names of estimators")
    simulations: list[PositiveInt] = Field(
        min_length=1, description="numbers of pairs to train on, ascending, from the start of the training set"
    )
    seeds: PositiveInt = Field(1, description="trainings of each estimator on each number of pairs")

    @field_validator("estimators")
    @classmethod
    def _once(cls, names: list[str]) -> list[str]:
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{name!r} is named twice; name it once, and raise seeds for more trainings of it")
        return names

    @field_validator("simulations")
    @classmethod
    def _ascending(cls, sizes: list[int]) -> list[int]:
        for before, after in pairwise(sizes):
            if after <= before:
                raise ValueError(f"{after} comes after {before}; give each number once, in ascending order")
        return sizes

    @cached_property
    def runs(self) -> dict[str, Run]:
        """The trainings by name, which has hyphens and so is no estimator's."""
        return {"-".join(map(str, run)): run for run in self._runs()}

    def _runs(self) -> Iterator[Run]:
        for estimator in self.estimators:
            for simulations in self.simulations:
                yield from (Run(estimator, simulations, seed) for seed in range(self.seeds))
