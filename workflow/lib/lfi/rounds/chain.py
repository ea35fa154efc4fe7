"""The chain of rounds of one observation, from its files."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from lfi.nets.density import DensityEstimator
from lfi.priors.restricted import Restricted
from lfi.problems.base import Problem
from lfi.provenance.parameters import Definitions
from lfi.rounds.restriction import Restriction
from lfi.training import trained
from lfi.training.specification import support
from lfi.typing import Array


class Chain(NamedTuple):
    """Rounds of one observation.

    Attributes:
        problem: the problem.
        x: the observation, shape (*data).
        estimators: those of the rounds, from the first.
    """

    problem: Problem
    x: Array
    estimators: list[DensityEstimator]

    def prior(self, restriction: Restriction) -> Restricted:
        """The restricted prior of one of the rounds, or of the one after the last.

        Args:
            restriction: its file.
        """
        return restriction.prior(self.problem.prior, self.estimators, self.x)


def load(problem: Problem, x: Array, weights: Iterable[Path], network: Definitions) -> Chain:
    """The chain of an observation.

    Args:
        problem: the problem.
        x: the observation, shape (*data).
        weights: trained weights of the rounds, from the first, beside their descriptions.
        network: the classes that the estimators are made of.

    Raises:
        LfiError: an estimator cannot be loaded.
    """
    return Chain(problem, x, [trained.load_density(file.parent, network) for file in weights])


def drawn_from(file: Path | list[Path], problem: Problem) -> Restriction:
    """What a round is drawn from.

    Args:
        file: its file; an empty list for the first round, which is drawn from the prior.
        problem: the problem.
    """
    return Restriction.read(file) if isinstance(file, Path) else Restriction(round=1, support=support(problem.prior))
