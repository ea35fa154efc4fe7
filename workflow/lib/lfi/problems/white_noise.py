"""Models with white Gaussian noise: the common part of the linear models and the chirp."""

import numpy as np

from lfi.problems.base import Problem
from lfi.typing import Array


class WhiteNoise(Problem):
    """x = model(theta) + noise, noise ~ N(0, sigma²), independent; a subclass defines the model and sets the attribute.

    Attributes:
        sigma: standard deviation of the noise in the unit of x, which is known.
    """

    sigma: float

    def simulate(self, theta: Array, rng: np.random.Generator) -> Array:
        mean = self.model(theta)
        return mean + self.sigma * rng.standard_normal(mean.shape)

    def log_likelihood(self, theta: Array, x: Array) -> Array:
        residual = (x - self.model(theta)) / self.sigma
        return -0.5 * np.sum(residual**2, axis=1) - x.size * np.log(self.sigma * np.sqrt(2 * np.pi))
