"""The whole configuration: a master seed, where results go, and the problems."""

import math
from collections.abc import Mapping
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    NonNegativeInt,
    PositiveInt,
    StringConstraints,
    field_validator,
    model_validator,
)

from lfi.config.estimators import DensityEstimator, Estimator, Strict
from lfi.config.references import References
from lfi.config.rounds import Round, Rounds
from lfi.config.sweep import Run, Sweep

# Names become folders and wildcards.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Fraction = Annotated[float, Field(ge=0, le=1)]


def _named(value: Any) -> Any:
    """Expand ``[low, high]``, which is short for ``{uniform: [low, high]}``."""
    if isinstance(value, list | tuple):
        return {"uniform": value}
    if isinstance(value, Mapping) and len(value) == 1:
        return value
    raise ValueError("give [low, high], or the name of a distribution and its numbers, such as {normal: [mean, sd]}")


# Distribution of one parameter: its name and numbers, which lfi.priors checks.
Distribution = dict[str, tuple[float, ...]]
WrittenDistribution = tuple[float, float] | Annotated[Distribution, Field(min_length=1, max_length=1)]
NamedDistribution = Annotated[Distribution, BeforeValidator(_named, json_schema_input_type=WrittenDistribution)]


class Split(Strict):
    """Fractions of the training set."""

    train: Fraction = Field(0.8, description="fraction that the weights are fitted to")
    validation: Fraction = Field(0.1, description="fraction for the validation loss")
    calibration: Fraction = Field(0.1, description="fraction that the calibration is measured on")

    @model_validator(mode="after")
    def _sums_to_one(self) -> "Split":
        total = self.train + self.validation + self.calibration
        if abs(total - 1) > 1e-9 or not (self.train > 0 and self.validation > 0):
            raise ValueError(f"train and validation must be above 0 and all add up to 1, not {total:g}")
        return self

    @property
    def fewest(self) -> int:
        """Fewest pairs that may be split: two for train and for validation, because rounding may take one of them."""
        return math.ceil(2 / min(self.train, self.validation))


class Simulations(Strict):
    """Number of simulated pairs, and of pairs in one job."""

    training: PositiveInt = Field(description="pairs in the training set, which is split")
    test: NonNegativeInt = Field(0, description="pairs that only scores use")
    split: Split = Field(Split(), description="parts of the training set")
    shard_size: PositiveInt = Field(10_000, description="pairs of one job, a multiple of the problem's block")
    on_failure: Literal["error", "drop"] = Field("error", description="whether a failed draw is an error or left out")


class Posterior(Strict):
    """Posterior draws of every density estimator."""

    draws: PositiveInt = Field(10_000, description="draws for each data set")
    test_datasets: NonNegativeInt = Field(5, description="test data sets with posterior draws, besides the observation")
    replicas: int = Field(
        200,
        ge=0,
        description="data sets simulated from posterior draws for the predictive check and local SBC; 0: none",
    )

    @model_validator(mode="after")
    def _enough(self) -> "Posterior":
        if 0 < self.replicas < 100 or self.replicas > self.draws:
            raise ValueError("replicas: give 100 or more, so that a check can fail, and not more than draws; or 0")
        return self


class Calibration(Strict):
    """Calibration of every density estimator over the calibration part."""

    draws: PositiveInt = Field(2_000, description="posterior draws for each data set")


class Problem(Strict):
    """One problem and all its results."""

    source: str | None = Field(None, description="built-in problem, or a Python file; the entry's name if not given")
    options: dict[str, Any] = Field({}, description="arguments of the problem's constructor")
    prior: dict[str, NamedDistribution] = Field({}, description="distributions that replace those of the prior")
    depends: list[str] = Field(
        [], description="files, env:VARIABLES and package:NAMES that the problem depends on and Python does not see"
    )
    observation: Path | None = Field(None, description=".npy, .csv or .h5 file with the observed data")
    observations: PositiveInt | None = Field(None, description="number of observations to simulate")
    simulations: Simulations = Field(description="simulated pairs")
    references: References = Field(References(), description="references")
    posterior: Posterior = Field(Posterior(), description="posterior draws")
    calibration: Calibration | None = Field(None, description="calibration; left out: not measured")
    estimators: dict[Name, Estimator] = Field(min_length=1, description="estimators by name")
    sweep: Sweep | None = Field(None, description="accuracy against number of simulations; left out: not measured")
    rounds: Rounds | None = Field(None, description="simulations in rounds for each observation; left out: none")

    @property
    def datasets(self) -> int:
        """Number of test data sets that posteriors are drawn for, at most the size of the test set."""
        return min(self.posterior.test_datasets, self.simulations.test)

    @property
    def runs(self) -> dict[str, Run]:
        """The trainings of the sweep, by name."""
        return self.sweep.runs if self.sweep else {}

    @property
    def density_estimators(self) -> list[str]:
        """Names of the density estimators."""
        return [name for name, entry in self.estimators.items() if isinstance(entry, DensityEstimator)]

    @property
    def sequential(self) -> str:
        """Name of the estimator that rounds train; empty where there are none."""
        return (self.rounds.estimator or self.density_estimators[0]) if self.rounds else ""

    @cached_property
    def round_trainings(self) -> dict[str, Round]:
        """The trainings of the rounds by name: the first, which all observations share, and those of each."""
        if not self.rounds:
            return {}
        return {self.first_round: Round(0, 1), **self.rounds.later(self.sequential, self.rounded)}

    @property
    def first_round(self) -> str:
        """Name of the first round's training: the estimator itself, where that is trained on as many simulations."""
        whole = self.rounds and self.rounds.simulations == self.simulations.training
        return self.sequential if whole else f"{self.sequential}-round1"

    @property
    def chains(self) -> list[list[str]]:
        """By observation, the names of the trainings of its rounds."""
        later: list[list[str]] = [[] for _ in range(self.rounded)]
        for name, each in self.round_trainings.items():
            if each.number > 1:
                later[each.at].append(name)
        return [[self.first_round, *names] for names in later]

    @property
    def rounded(self) -> int:
        """Number of observations that have rounds."""
        return (self.rounds and self.rounds.observations) or self.observations or 1

    @property
    def sequential_posterior(self) -> str:
        """Name of the posterior at the end of the rounds."""
        return f"{self.sequential}_rounds"

    def estimator(self, training: str) -> Estimator:
        """The entry of the estimator that a training belongs to, by the training's name."""
        if training in self.round_trainings:
            return self.estimators[self.sequential]
        return self.estimators[self.runs[training].estimator if training in self.runs else training]

    def rows(self, training: str) -> int | None:
        """Number of draws that a training uses, from the start of the training set; None: all."""
        if self.rounds and training == f"{self.sequential}-round1":
            return self.rounds.simulations
        return self.runs[training].simulations if training in self.runs else None

    def chain(self, training: str) -> str:
        """The name that a training's seed and state go by: those of one chain of rounds share it."""
        found = self.round_trainings.get(training)
        return f"{self.sequential}-at{found.at}" if found and found.number > 1 else training

    @model_validator(mode="after")
    def _consistent(self) -> "Problem":
        for name in References.model_fields:
            if name in self.estimators:
                raise ValueError(f"estimators: {name!r} is the name of a reference; give the estimator another")
        for name in self.estimators:
            if name.endswith("_corrected"):  # lfi.data.checks.CORRECTED, which would load h5py
                raise ValueError(f"estimators: {name!r} is a name of corrected draws; give the estimator another")
        if self.observation and self.observations:
            raise ValueError("observations: simulates observations, but observation names a file; remove one of them")
        if self.calibration and self.simulations.split.calibration == 0:
            raise ValueError("calibration: needs pairs, but simulations.split.calibration is 0; raise it")
        return self

    @model_validator(mode="after")
    def _rounds_are_possible(self) -> "Problem":
        if not self.rounds:
            return self
        densities = self.density_estimators
        if self.rounds.estimator is None and len(densities) != 1:
            raise ValueError(f"rounds.estimator: name one of the density estimators: {', '.join(densities) or 'none'}")
        if self.rounds.estimator and self.rounds.estimator not in densities:
            raise ValueError(f"rounds.estimator: {self.rounds.estimator!r} is no density estimator of the entry")
        if self.sequential_posterior in self.estimators:
            raise ValueError(f"estimators: {self.sequential_posterior!r} is the rounds' posterior; rename it")
        size, available = self.rounds.simulations, self.simulations.training
        if size > available:
            raise ValueError(
                f"rounds.simulations: {size} is above simulations.training, {available}, whose start is the first "
                "round; raise that"
            )
        if size < self.simulations.split.fewest:
            raise ValueError(f"rounds.simulations: too few to split; give {self.simulations.split.fewest} or more")
        return self

    @model_validator(mode="after")
    def _sweep_is_possible(self) -> "Problem":
        if not self.sweep:
            return self
        for name in self.sweep.estimators:
            if name not in self.estimators:
                raise ValueError(f"sweep.estimators: {name!r} is none of {', '.join(self.estimators)}")
        sizes, available, fewest = self.sweep.simulations, self.simulations.training, self.simulations.split.fewest
        if sizes[0] < fewest:
            raise ValueError(
                f"sweep.simulations: the split leaves too few of {sizes[0]} to fit to; give {fewest} or more"
            )
        if sizes[-1] > available:
            raise ValueError(f"sweep.simulations: {sizes[-1]} is above simulations.training, {available}; raise that")
        if not self.simulations.test:
            raise ValueError("sweep: is measured on the test set, but simulations.test is 0; raise it")
        return self


class Config(Strict):
    """config/config.yaml."""

    seed: NonNegativeInt = Field(description="master seed: every random draw comes from it")
    results: Path = Field(Path("results"), description="folder of all results")
    stale_on_versions: list[str] = Field([], description="packages whose upgrade makes results stale")
    problems: dict[Name, Problem] = Field(min_length=1, description="problems by name")

    @field_validator("stale_on_versions")
    @classmethod
    def _installed(cls, names: list[str]) -> list[str]:
        for name in names:
            try:
                version(name)
            except PackageNotFoundError:
                raise ValueError(f"no package {name!r} is installed; name it as pip does") from None
        return names
