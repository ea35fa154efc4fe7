"""Predators and prey without chance, and noisy counts of them."""

import numpy as np

from lfi.priors import LogNormal
from lfi.problems.base import Problem
from lfi.problems.ode import runge_kutta
from lfi.typing import Array


class PredatorPrey(Problem):
    """x: prey, then predators, at ten times 2.1 apart, each count with log-normal noise of 10 %.

    The equations of Lotka and Volterra: dX/dt = birth X - eaten X Y, dY/dt = -death Y + growth X Y, from X = 30 and
    Y = 1. Task ``lotka_volterra`` of Lueckmann et al. (2021), AISTATS, PMLR 130, 343; ``lotka_volterra`` is the process
    with single births and deaths.
    """

    start, times, interval, noise = (30.0, 1.0), 10, 2.1, 0.1
    # Steps of a hundredth: within them no rate in the prior changes a count by more than a few percent.
    steps = 210
    # Range of the counts before the noise.
    least, most = 1e-10, 1e4

    def __init__(self) -> None:
        fast, slow = (-0.125, 0.5), (-3.0, 0.5)
        self.prior = LogNormal(birth=fast, eaten=slow, death=fast, growth=slow)

    def simulate(self, theta: Array, rng: np.random.Generator) -> Array:
        logarithms = self._logarithms(theta)
        return np.exp(logarithms + self.noise * rng.standard_normal(logarithms.shape))

    def log_likelihood(self, theta: Array, x: Array) -> Array:
        z = (np.log(x) - self._logarithms(theta)) / self.noise
        return -0.5 * np.sum(z**2, axis=1) - np.sum(np.log(x * self.noise * np.sqrt(2 * np.pi)))

    def _logarithms(self, theta: Array) -> Array:
        """Logarithms of the counts without noise, shape (n, 2 times); the equations are solved for them."""
        birth, eaten, death, growth = theta.T

        def slope(state: Array) -> Array:
            prey, predators = np.exp(state)
            return np.stack([birth - eaten * predators, -death + growth * prey])

        state = np.repeat(np.log(self.start)[:, None], len(theta), axis=1)
        states = [state]
        for _ in range(self.times - 1):
            state = runge_kutta(slope, state, self.interval, self.steps)
            states.append(state)
        logarithms = np.stack(states, axis=-1).swapaxes(0, 1).reshape(len(theta), 2 * self.times)
        return np.clip(logarithms, np.log(self.least), np.log(self.most))
