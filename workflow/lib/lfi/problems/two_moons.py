"""Two moons: a posterior of two separate crescents, from data of two numbers."""

import numpy as np

from lfi.exact.crescent import Crescent
from lfi.exact.two_moons import TwoMoonsPosterior, folded
from lfi.priors import Uniform
from lfi.problems.base import Observation, Problem
from lfi.typing import Array


class TwoMoons(Problem):
    """x = p + (-|theta1 + theta2|, theta2 - theta1) / sqrt 2, with p on a crescent and theta ~ Uniform(-1, 1)².

    p = (0.25 + r cos a, r sin a), a ~ Uniform(-pi/2, pi/2), r ~ N(0.1, 0.01²). From Greenberg, Nonnenmacher & Macke
    (2019), ICML, PMLR 97, 2404; task ``two_moons`` of Lueckmann et al. (2021), AISTATS, PMLR 130, 343. The published
    observation is x = (0, 0). The likelihood is that of the simulator; the benchmark's code omits its factor 1/r.
    """

    crescent = Crescent(centre=(0.25, 0.0), radius=0.1, spread=0.01)

    def __init__(self) -> None:
        self.prior = Uniform(theta1=(-1, 1), theta2=(-1, 1))

    def simulate(self, theta: Array, rng: np.random.Generator) -> Array:
        return self.crescent.sample(len(theta), rng) + folded(theta)

    def log_likelihood(self, theta: Array, x: Array) -> Array:
        return self.crescent.log_prob(x - folded(theta))

    def exact(self) -> TwoMoonsPosterior | None:
        if not isinstance(self.prior, Uniform):
            return None
        return TwoMoonsPosterior(self.crescent, self.prior)

    def observation(self) -> Observation:
        return Observation(np.zeros(2))
