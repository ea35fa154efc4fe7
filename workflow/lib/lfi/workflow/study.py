"""What a configuration asks for, by the names of its problems and estimators."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from lfi import problems
from lfi.config.workflow import Config
from lfi.priors.description import described
from lfi.problems.reference import ProblemReference
from lfi.provenance.parameters import Definitions
from lfi.training import parts, specification


class Study:
    """A configuration and its problems.

    Args:
        config: the configuration.
        loaded: its problems.
        outside: by problem, the states of what it depends on outside lfi, by name.
    """

    def __init__(
        self, config: Config, loaded: Mapping[str, problems.Joint], outside: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.config, self.loaded, self.outside = config, loaded, outside

    @cache  # noqa: B019, one study a process
    def problem(self, name: str) -> ProblemReference:
        """The reference by which jobs load a problem."""
        entry = self.config.problems[name]
        loaded, outside = self.loaded[name], self.outside.get(name)
        return ProblemReference.to(loaded, entry.source or name, entry.options, entry.prior, outside)

    def parameters(self, name: str) -> list[str]:
        """Names of a problem's parameters."""
        return list(self.loaded[name].parameters)

    def prior(self, name: str) -> dict[str, str]:
        """The distribution of each of a problem's parameters, in words; empty for a regression."""
        problem = self.loaded[name]
        return described(problem.prior) if isinstance(problem, problems.Problem) else {}

    @cache  # noqa: B019, one study a process
    def data(self, name: str) -> dict[str, Any]:
        """What an estimator must know of a problem beside the simulations."""
        problem = self.loaded[name]
        prior = getattr(problem, "prior", None)
        return {
            "parameters": self.parameters(name),
            "coordinates": None if problem.coordinates is None else problem.coordinates.tolist(),
            "prior": prior and specification.support(prior),
        }

    def estimator(self, name: str, estimator: str) -> dict[str, Any]:
        """The entry of an estimator, or of a sweep's training, without where it runs.

        Args:
            name: name of the problem.
            estimator: name of the estimator, or of the sweep's training.
        """
        return self.config.problems[name].estimator(estimator).model_dump(exclude={"resources"})

    @cache  # noqa: B019, one study a process
    def network(self, name: str, estimator: str) -> Definitions:
        """The classes that an estimator is made of.

        Args:
            name: name of the problem.
            estimator: name of the estimator, or of a sweep's training.
        """
        return Definitions(parts.names(self.config.problems[name].estimator(estimator)))

    def training_code(self, name: str, estimator: str) -> Definitions:
        """Where the code of a training starts.

        Args:
            name: name of the problem.
            estimator: name of the estimator, or of a sweep's training.
        """
        return Definitions(specification.roots(self.estimator(name, estimator)))

    def split(self, name: str) -> list[float]:
        """Fractions of the training set for train, validation and calibration."""
        return list(self.config.problems[name].simulations.split.model_dump().values())

    def drops(self, name: str) -> bool:
        """Whether draws that fail are left out of the sets."""
        return self.config.problems[name].simulations.on_failure == "drop"

    def density_estimators(self, name: str) -> list[str]:
        """Names of the density estimators."""
        return self.config.problems[name].density_estimators

    def is_inference(self, name: str) -> bool:
        """Whether a problem has a prior, and so a posterior; otherwise it is a regression."""
        return isinstance(self.loaded[name], problems.Problem)

    def judged(self, name: str) -> list[str]:
        """Names of the posteriors that are estimated: those of the density estimators, and that of the rounds."""
        entry = self.config.problems[name]
        return self.density_estimators(name) + ([entry.sequential_posterior] if entry.rounds else [])

    def references(self, name: str) -> list[str]:
        """Names of the references, the one that all else is compared with first."""
        references = self.config.problems[name].references
        return [reference for reference in type(references).model_fields if getattr(references, reference)]

    def posteriors(self, name: str, everywhere: bool = False) -> list[str]:
        """Names of the references and the estimated posteriors.

        Args:
            name: name of the problem.
            everywhere: only those that are drawn for the test data sets too.
        """
        if not self.is_inference(name):
            return []
        if everywhere:
            amortised = [reference for reference in self.references(name) if reference == "exact"]
            return amortised + self.density_estimators(name)
        return self.references(name) + self.judged(name)

    def corrected(self, name: str) -> list[str]:
        """Names of the estimated posteriors whose draws a likelihood corrects."""
        problem = self.loaded[name]
        has_likelihood = isinstance(problem, problems.Problem) and problem.has_likelihood
        return self.judged(name) if has_likelihood else []

    def calibrated(self, name: str) -> list[str]:
        """Names of the estimated posteriors whose calibration is measured."""
        return self.judged(name) if self.config.problems[name].calibration else []

    def draws_models(self, name: str) -> bool:
        """Whether there are posteriors and a noiseless model to draw with the data."""
        problem = self.loaded[name]
        return isinstance(problem, problems.Problem) and problem.has_model and bool(self.posteriors(name))
