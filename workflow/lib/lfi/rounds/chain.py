"""The chain of rounds of one observation, from its files."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from lfi import inference
from lfi.data import simulations
from lfi.data.simulations import Pairs
from lfi.nets.density import DensityEstimator
from lfi.priors import Prior
from lfi.priors.mixture import Mixture
from lfi.problems.base import Problem
from lfi.provenance.parameters import Definitions
from lfi.rounds.restriction import Restriction
from lfi.training import trained
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

    def prior(self, restriction: Restriction) -> Prior:
        """What one of the rounds, or the one after the last, is drawn from.

        Args:
            restriction: its file.
        """
        return restriction.priors(self.problem.prior, self.estimators, self.x)[-1]

    def proposal(self, restriction: Restriction) -> Mixture:
        """What the pairs of a round and of all before it are drawn from together.

        Args:
            restriction: the round's file.
        """
        return Mixture(restriction.priors(self.problem.prior, self.estimators, self.x))

    def near(self, restriction: Restriction, pairs: Pairs, seed: int) -> Pairs:
        """Pairs whose data could come from where a round is simulated: those with a posterior draw there.

        What is chosen by the data alone keeps the truths' calibration.

        Args:
            restriction: the round's file.
            pairs: theta (n, parameters) and x (n, *data).
            seed: of the draws.
        """
        theta, x = pairs
        kept = self.prior(restriction).contains(inference.sample(self.estimators[-1], x, 1, seed)[:, 0])
        return theta[kept], x[kept]


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


def drawn_from(file: Path | list[Path]) -> Restriction:
    """What a round is drawn from.

    Args:
        file: its file; an empty list for the first round, which is drawn from the prior.
    """
    return Restriction.read(file) if isinstance(file, Path) else Restriction()


def held_out(rows: int, split: Sequence[float]) -> slice:
    """The part of a training set that a round is judged on: the calibration part or, without one, the validation part.

    Args:
        rows: number of pairs.
        split: fractions of the set for train, validation and calibration.
    """
    _, validation, calibration = simulations.split(rows, split)
    return calibration if split[2] else validation
