"""The coefficients of a polynomial from noisy points."""

from typing import ClassVar

import numpy as np

from lfi.errors import LfiError
from lfi.priors import Uniform
from lfi.problems.base import Observation
from lfi.problems.linear_gaussian import LinearGaussian


class Polynomial(LinearGaussian):
    """x_i = c0 + c1 t_i + c2 t_i² + … + noise, noise ~ N(0, sigma²), t evenly spaced over [-2, 2].

    Every coefficient ~ Uniform(-10, 10). With the defaults the observation is the curve of the problem ``curve``,
    4 t² + 5 t + 2, whose three coefficients are to be inferred.

    Args:
        degree: the highest power of t, from 0.
        points: number of data points, more than the degree.
        sigma: standard deviation of the noise, which is known.

    Raises:
        LfiError: the degree is below 0, or there are not more points than the degree.
    """

    # c0, c1, c2; higher coefficients of the observation are zero.
    observed_coefficients: ClassVar[tuple[float, ...]] = (2.0, 5.0, 4.0)
    observed_seed: ClassVar[int] = 218

    def __init__(self, degree: int = 2, points: int = 100, sigma: float = 0.3) -> None:
        if degree < 0:
            raise LfiError(f"problem polynomial: degree {degree} is below 0; the lowest is 0, a constant")
        if points <= degree:
            raise LfiError(
                f"problem polynomial: {points} points do not determine degree {degree}; use {degree + 1} or more"
            )
        self.sigma = sigma
        self.coordinates = np.linspace(-2, 2, points)
        self.design = np.vander(self.coordinates, degree + 1, increasing=True)
        self.prior = Uniform(**{f"c{k}": (-10, 10) for k in range(degree + 1)})

    def observation(self) -> Observation:
        theta = np.zeros(self.design.shape[1])
        known = self.observed_coefficients[: len(theta)]
        theta[: len(known)] = known
        return Observation(self.simulate(theta[None], np.random.default_rng(self.observed_seed))[0], theta)
