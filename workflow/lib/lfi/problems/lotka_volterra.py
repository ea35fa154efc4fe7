"""Predators and prey: a stochastic population model without a tractable likelihood."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from lfi.priors import LogUniform
from lfi.problems.base import Observation, Problem
from lfi.typing import Array

Counts = NDArray[np.int64]


class LotkaVolterra(Problem):
    """Counts of X predators and Y prey over time, a Markov jump process; x is log(1 + count), shape (2, points).

    Per time unit, predator_birth X Y predators are born and predator_death X die, prey_birth Y prey are born and
    prey_death X Y are eaten, each rate log-uniform within a factor of five of the true one of Papamakarios & Murray
    (2016), NeurIPS 29, after Wilkinson (2011), Stochastic Modelling for Systems Biology. They simulate it event by
    event; here births in a short step are Poisson (tau-leaping: Gillespie 2001, J. Chem. Phys. 115, 1716) and deaths
    binomial, so that no count falls below zero (Tian & Burrage 2004, J. Chem. Phys. 121, 10356). Births of predators
    use the prey at the end of the step; otherwise longer steps would amplify the cycles. Neither count exceeds
    ``capacity``.

    Args:
        points: number of counts, the first of them one interval after the start.
        interval: time units between two counts.
        start: predators and prey at time zero.
    """

    observed_parameters: ClassVar[tuple[float, ...]] = (0.01, 0.5, 1.0, 0.01)
    observed_seed: ClassVar[int] = 218
    capacity: ClassVar[int] = 100_000
    # Longest step, in time units: at the true rates one prey has one offspring in 80 steps.
    step: ClassVar[float] = 0.0125

    def __init__(self, points: int = 50, interval: float = 0.4, start: tuple[int, int] = (50, 100)) -> None:
        self.points, self.interval, self.start = points, interval, start
        self.prior = LogUniform(
            predator_birth=(0.002, 0.05), predator_death=(0.1, 2.5), prey_birth=(0.2, 5.0), prey_death=(0.002, 0.05)
        )

    def simulate(self, theta: Array, rng: np.random.Generator) -> Array:
        steps = int(np.ceil(self.interval / self.step))
        rates = theta.T * (self.interval / steps)
        predators, prey = (np.full(len(theta), count, dtype=np.int64) for count in self.start)
        counts = np.empty((len(theta), 2, self.points))
        for k in range(self.points):
            for _ in range(steps):
                predators, prey = self._leap(predators, prey, rates, rng)
            counts[:, 0, k], counts[:, 1, k] = predators, prey
        return np.log1p(counts)

    def _leap(self, predators: Counts, prey: Counts, rates: Array, rng: np.random.Generator) -> tuple[Counts, Counts]:
        """Both counts one step later; rates are per step."""
        predator_birth, predator_death, prey_birth, prey_death = rates
        eaten = rng.binomial(prey, -np.expm1(-prey_death * predators))
        prey = np.minimum(prey - eaten + rng.poisson(prey_birth * prey), self.capacity)
        died = rng.binomial(predators, -np.expm1(-predator_death))
        predators = np.minimum(predators - died + rng.poisson(predator_birth * prey * predators), self.capacity)
        return predators, prey

    def observation(self) -> Observation:
        theta = np.array(self.observed_parameters)
        return Observation(self.simulate(theta[None], np.random.default_rng(self.observed_seed))[0], theta)
