"""Linear models with Gaussian noise: the common part of the line and the polynomial."""

import numpy as np

from lfi.exact.linear_gaussian import LinearGaussianPosterior
from lfi.priors import Uniform
from lfi.problems.base import Problem
from lfi.typing import Array


class LinearGaussian(Problem):
    """x = X theta + noise, noise ~ N(0, sigma²), theta uniform on a box; a subclass sets the attributes.

    Attributes:
        design: the matrix X, shape (points, parameters), of full column rank.
        sigma: standard deviation of the noise in the unit of x, which is known.
        prior: a uniform prior.
    """

    design: Array
    sigma: float

    def model(self, theta: Array) -> Array:
        return theta @ self.design.T

    def simulate(self, theta: Array, rng: np.random.Generator) -> Array:
        mean = self.model(theta)
        return mean + self.sigma * rng.standard_normal(mean.shape)

    def log_likelihood(self, theta: Array, x: Array) -> Array:
        residual = (x - self.model(theta)) / self.sigma
        return -0.5 * np.sum(residual**2, axis=1) - x.size * np.log(self.sigma * np.sqrt(2 * np.pi))

    def exact(self) -> LinearGaussianPosterior | None:
        if not isinstance(self.prior, Uniform):
            return None
        return LinearGaussianPosterior(self.design, self.sigma, self.prior)
