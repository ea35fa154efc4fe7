"""Linear models with Gaussian noise: the common part of the line and the polynomial."""

from lfi.exact.linear_gaussian import LinearGaussianPosterior
from lfi.priors import Uniform
from lfi.problems.white_noise import WhiteNoise
from lfi.typing import Array


class LinearGaussian(WhiteNoise):
    """x = X theta + noise; a subclass sets the attributes.

    Attributes:
        design: the matrix X, shape (points, parameters), of full column rank.
        sigma: standard deviation of the noise in the unit of x, which is known.
        prior: any; with a uniform one the exact posterior is known.
    """

    design: Array

    def model(self, theta: Array) -> Array:
        return theta @ self.design.T

    def exact(self) -> LinearGaussianPosterior | None:
        if not isinstance(self.prior, Uniform):
            return None
        return LinearGaussianPosterior(self.design, self.sigma, self.prior)
