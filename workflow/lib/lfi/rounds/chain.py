"""The chain of rounds of one observation, from its files."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lfi import inference
from lfi.data import simulations
from lfi.data.simulations import Pairs
from lfi.diagnostics.importance import effective_sample_size
from lfi.diagnostics.observation import LEAST, log_weights
from lfi.nets.density import DensityEstimator
from lfi.priors import Prior
from lfi.priors.box import Box
from lfi.priors.mixture import Mixture
from lfi.priors.restricted import Region, Restricted
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

    def region(self, number: int, threshold: float = -np.inf) -> Region:
        """Where the posterior of a round is above the prior by so much.

        Args:
            number: number of the round, from 1; -1 is the last.
            threshold: least log q(theta | x_o) - log p(theta).
        """
        estimator, prior, x = self._estimator(number), self.problem.prior, self.x
        return Region(
            lambda theta: inference.log_prob(estimator, theta, x) - prior.log_prob(theta),
            threshold,
            lambda n, rng: inference.sample(estimator, x[None], n, int(rng.integers(2**31)))[0],
        )

    def effective(self, number: int, theta: Array) -> float | None:
        """Part of a posterior's draws that is effective by their importance weights; None without a likelihood.

        Args:
            number: number of the round, from 1; -1 is the last.
            theta: draws of its posterior, shape (n, parameters).
        """
        if not self.problem.has_likelihood:
            return None
        log_prob = inference.log_prob(self._estimator(number), theta, self.x)
        weights = log_weights(self.problem, log_prob, theta, self.x)
        return effective_sample_size(weights) / len(theta) if weights.max() > LEAST else 0.0

    def _estimator(self, number: int) -> DensityEstimator:
        return self.estimators[number - 1 if number > 0 else number]

    def priors(self, restriction: Restriction) -> list[Prior]:
        """What the rounds are drawn from: the prior, and the restricted priors up to one.

        Args:
            restriction: the last one's file.
        """
        prior, cuts = self.problem.prior, restriction.cuts
        regions = [self.region(n, cut.threshold) for n, cut in enumerate(cuts, start=1)]
        boxes = [Box(**{name: np.array(values) for name, values in cut.box.items()}) for cut in cuts if cut.box]
        proposal = restriction.proposal, restriction.acceptance
        numbers = range(1, len(cuts) + 1)
        return [prior, *(Restricted(prior, regions[:n], boxes[:n], *proposal, cuts[n - 1].log_mass) for n in numbers)]

    def prior(self, restriction: Restriction) -> Prior:
        """What one of the rounds, or the one after the last, is drawn from.

        Args:
            restriction: its file.
        """
        return self.priors(restriction)[-1]

    def proposal(self, restriction: Restriction) -> Mixture:
        """What the pairs of a round and of all before it are drawn from together.

        Args:
            restriction: the round's file.
        """
        return Mixture(self.priors(restriction))

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
