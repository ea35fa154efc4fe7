"""An epidemic: tests of random people at ten times."""

import numpy as np
import scipy  # SciPy loads its submodules on first use: reading a workflow loads none

from lfi.priors import LogNormal
from lfi.problems.base import Problem
from lfi.problems.ode import runge_kutta
from lfi.typing import Array


class Sir(Problem):
    """x: infected people among a thousand tested, every 17 days; ten counts, each binomial.

    Of a million people S are susceptible, I infected and R recovered: dS/dt = -contact S I / N, dI/dt = contact S I / N
    - recovery I, from one infected. Rates are per day and log-normal. Task ``sir`` of Lueckmann et al. (2021), AISTATS,
    PMLR 130, 343; the model is that of Kermack & McKendrick (1927), Proc. R. Soc. A 115, 700.
    """

    people, tested = 1e6, 1000
    counts, days = 10, 17.0
    # Steps of a quarter of a day: the fastest growth in the prior is a few a day.
    steps = 68

    def __init__(self) -> None:
        self.prior = LogNormal(contact=(np.log(0.4), 0.5), recovery=(np.log(0.125), 0.2))

    def simulate(self, theta: Array, rng: np.random.Generator) -> Array:
        return rng.binomial(self.tested, self._infected(theta)).astype(float)

    def log_likelihood(self, theta: Array, x: Array) -> Array:
        each = scipy.stats.binom.logpmf(x, self.tested, self._infected(theta))
        return np.sum(each, axis=1)

    def _infected(self, theta: Array) -> Array:
        """Infected part of the people at each time, shape (n, counts)."""
        contact, recovery = theta.T

        def slope(state: Array) -> Array:
            new = contact * state[0] * state[1] / self.people
            return np.stack([-new, new - recovery * state[1]])

        state = np.stack([np.full(len(theta), self.people - 1), np.ones(len(theta))])
        infected = [state[1]]
        for _ in range(self.counts - 1):
            state = runge_kutta(slope, state, self.days, self.steps)
            infected.append(state[1])
        return np.clip(np.stack(infected, axis=1) / self.people, 0, 1)
