"""What a configuration asks for, by the names of its problems and estimators."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from lfi import problems
from lfi.config.estimators import DensityEstimator
from lfi.config.references import References
from lfi.config.workflow import Config
from lfi.priors import Prior


class Study:
    """A configuration and its problems.

    Args:
        config: the configuration.
        loaded: its problems.
    """

    def __init__(self, config: Config, loaded: Mapping[str, problems.Joint]) -> None:
        self.config, self.loaded = config, loaded

    def problem(self, name: str) -> dict[str, Any]:
        """What ``problems.load`` needs."""
        own = self.config.problems[name]
        return {"source": own.source or name, "options": own.options, "prior": own.prior}

    @cache  # noqa: B019, one study a process
    def data(self, name: str) -> dict[str, Any]:
        """What an estimator must know of the problem beside the simulations."""
        own = self.loaded[name]
        prior = getattr(own, "prior", None)
        return {
            "parameters": list(own.parameters),
            "coordinates": None if own.coordinates is None else own.coordinates.tolist(),
            "prior": prior and support(prior),
        }

    def estimator(self, name: str, estimator: str) -> dict[str, Any]:
        """The entry of an estimator, or of a sweep's training, without where it runs."""
        return self.config.problems[name].estimator(estimator).model_dump(exclude={"resources"})

    def split(self, name: str) -> list[float]:
        """Fractions of the training set."""
        return list(self.config.problems[name].simulations.split.model_dump().values())

    def drops(self, name: str) -> bool:
        """Whether draws that fail are left out of the sets."""
        return self.config.problems[name].simulations.on_failure == "drop"

    def flows(self, name: str) -> list[str]:
        """Names of the density estimators."""
        return [
            label for label, own in self.config.problems[name].estimators.items() if isinstance(own, DensityEstimator)
        ]

    def is_inference(self, name: str) -> bool:
        """Whether there is a prior, so a posterior to speak of; otherwise the problem is a regression."""
        return isinstance(self.loaded[name], problems.Problem)

    def posteriors(self, name: str, everywhere: bool = False) -> list[str]:
        """References and flows; ``everywhere``: only those that are drawn for the test data sets too."""
        if not self.is_inference(name):
            return []
        references = self.config.problems[name].references
        names = [own for own in References.model_fields if getattr(references, own)] + self.flows(name)
        return [own for own in names if not (everywhere and own in ("file", "nested"))]

    def corrected(self, name: str) -> list[str]:
        """Flows whose draws a likelihood corrects."""
        own = self.loaded[name]
        return self.flows(name) if isinstance(own, problems.Problem) and own.has_likelihood else []

    def calibrated(self, name: str) -> list[str]:
        """Flows whose calibration is measured."""
        return self.flows(name) if self.config.problems[name].calibration else []


def support(prior: Prior) -> dict[str, Any]:
    """What a density estimator must know of the prior; JSON has no infinity, so no bound is None."""
    bounds = {
        name: [float(bound) if np.isfinite(bound) else None for bound in own]
        for name, own in (("low", prior.low), ("high", prior.high))
    }
    scales = {name: getattr(prior, name).tolist() for name in ("logarithmic", "centre", "width")}
    return {**bounds, **scales}
