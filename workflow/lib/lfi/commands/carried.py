"""What a run made, gathered from its results folder for an export."""

import csv
import json
from pathlib import Path

import numpy as np

from lfi import problems, seeding
from lfi.config.workflow import Config
from lfi.data import checks, observations, posteriors
from lfi.data.checks import CORRECTED
from lfi.errors import LfiError
from lfi.exports.card import Model
from lfi.exports.inferred import Inferred
from lfi.priors.description import described
from lfi.problems.drawing import replicate
from lfi.typing import Array

# Draws of the prior, where there are not more of the posterior.
PRIOR_DRAWS = 1000


class Carried:
    """The results of one problem of a configuration.

    Args:
        config: the configuration.
        name: of the problem.

    Raises:
        LfiError: the configuration has no such problem, or it cannot be loaded.
    """

    def __init__(self, config: Config, name: str) -> None:
        if name not in config.problems:
            raise LfiError(f"problem {name}: not in the configuration, which has {', '.join(config.problems)}")
        self.config, self.name, self.entry = config, name, config.problems[name]
        self.folder = config.results / name
        self.problem: problems.Joint = problems.load(self.entry.source or name, self.entry.options, self.entry.prior)

    def posteriors(self) -> list[str]:
        """Names of the posteriors that are there, those that a likelihood corrects among them."""
        found = sorted(path.stem for path in self.folder.glob("posteriors/*.h5"))
        with_checks = [name for name in found if (self.folder / f"checks/{name}.h5").exists()]
        return found + [name + CORRECTED for name in with_checks if self._corrected(name).size]

    def estimators(self) -> list[str]:
        """Names of the trained estimators that are there, without those of a sweep."""
        return [name for name in self.entry.estimators if (self.folder / f"estimators/{name}/estimator.json").exists()]

    def inferred(self, posterior: str, predictive: bool) -> Inferred:
        """A posterior at the observations, with draws of the prior.

        Args:
            posterior: its name.
            predictive: whether data are simulated at posterior draws, as many as the configuration's ``replicas``.

        Raises:
            LfiError: there is no such posterior, or a simulation fails.
        """
        if posterior not in self.posteriors():
            there = ", ".join(self.posteriors()) or "none yet; run first"
            raise LfiError(f"{self.name}/{posterior}: no such posterior under {self.folder}; there are: {there}")
        observed = observations.read(self.folder / "observation.h5")
        if posterior.endswith(CORRECTED):
            theta, evidence = self._corrected(posterior.removesuffix(CORRECTED)), None
        else:
            draws = posteriors.read(self.folder / f"posteriors/{posterior}.h5")
            theta, evidence = draws.observed, draws.log_evidence
        truths = [truth for _, truth in observed if truth is not None]
        inference = self.inference
        rng = seeding.generator(self.config.seed, self.name, posterior, "export")
        return Inferred(
            problem=self.name,
            posterior=posterior,
            parameters=inference.parameters,
            theta=theta,
            x=np.stack([x for x, _ in observed]),
            prior=inference.prior.sample(max(PRIOR_DRAWS, theta.shape[1]), rng),
            predictive=self._predictive(inference, theta, rng) if predictive else None,
            truth=np.stack(truths) if truths else None,
            coordinates=inference.coordinates,
            log_evidence=evidence,
        )

    def model(self, estimator: str, license_name: str) -> Model:
        """A trained estimator, for its card.

        Args:
            estimator: its name.
            license_name: of the weights.

        Raises:
            LfiError: there is no such estimator.
        """
        folder = self.folder / "estimators" / estimator
        if estimator not in self.estimators():
            there = ", ".join(self.estimators()) or "none yet; run first"
            raise LfiError(f"{folder}: no trained estimator of that name; there are: {there}")
        prior = described(self.problem.prior) if isinstance(self.problem, problems.Problem) else {}
        return Model(
            problem=self.name,
            estimator=estimator,
            description=json.loads((folder / "estimator.json").read_text()),
            prior=prior,
            trained_on=self._trained_on(json.loads((folder / "training.json").read_text())),
            scores=rows(self.folder / "scores.csv"),
            verdicts=rows(self.folder / "verdicts.csv"),
            license=license_name,
        )

    def _trained_on(self, training: dict[str, float]) -> dict[str, str]:
        simulations = self.entry.simulations
        fractions = ", ".join(f"{name} {value:g}" for name, value in simulations.split.model_dump().items())
        dropped = "left out" if simulations.on_failure == "drop" else "an error"
        options = ", ".join(f"{name} {value}" for name, value in self.entry.options.items())
        return {
            "problem": f"{Path(self.entry.source or self.name).name} {options}".strip(),
            "simulations": f"{simulations.training:,}, split into {fractions}",
            "simulations that fail": dropped,
            "master seed": str(self.config.seed),
            "steps": f"{training['steps']:,}",
            "time": f"{training['train_seconds']:.3g} s",
        }

    @property
    def inference(self) -> problems.Problem:
        """The problem, if it has a posterior; LfiError if it is a regression."""
        if not isinstance(self.problem, problems.Problem):
            raise LfiError(f"{self.name}: a regression has no posterior; export its estimator: --format model")
        return self.problem

    def _corrected(self, estimator: str) -> Array:
        """Corrected draws at the observations, cut to the same number; empty where one has none."""
        each = [check.get("corrected") for check in checks.read(self.folder / f"checks/{estimator}.h5")]
        there = [draws for draws in each if draws is not None]
        fewest = min(map(len, there)) if len(there) == len(each) else 0
        return np.stack([draws[:fewest] for draws in there]) if fewest else np.empty(0)

    def _predictive(self, inference: problems.Problem, theta: Array, rng: np.random.Generator) -> Array | None:
        """Data simulated at the first draws, without those that fail, as many at each observation."""
        drawn = [replicate(inference, draws[: self.entry.posterior.replicas], rng) for draws in theta]
        each = [simulated.x[~simulated.failed] for simulated in drawn]
        fewest = min(map(len, each))
        return np.stack([x[:fewest] for x in each]) if fewest else None


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table; none where it is not made."""
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return list(csv.DictReader(file))
