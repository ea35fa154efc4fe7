"""The Bayesian straight line: slope and intercept from noisy points."""

from typing import ClassVar

import numpy as np

from lfi.priors import Uniform
from lfi.problems.base import Observation
from lfi.problems.linear_gaussian import LinearGaussian


class Line(LinearGaussian):
    """x_i = m t_i + c + noise, noise ~ N(0, sigma²), t evenly spaced over [-4, 4], m and c ~ Uniform(-3, 3).

    Args:
        points: number of data points.
        sigma: standard deviation of the noise, which is known.
    """

    observed_parameters: ClassVar[tuple[float, float]] = (0.8, 2.0)
    # Seed of NumPy's legacy generator in the published observation.
    observed_seed: ClassVar[int] = 218

    def __init__(self, points: int = 200, sigma: float = 0.6) -> None:
        self.sigma = sigma
        t = self.coordinates = np.linspace(-4, 4, points)
        self.design = np.stack([t, np.ones(points)], axis=1)
        self.prior = Uniform(m=(-3, 3), c=(-3, 3))

    def observation(self) -> Observation:
        theta = np.array(self.observed_parameters)
        noise = np.random.RandomState(self.observed_seed).randn(len(self.design))
        return Observation(x=self.model(theta[None])[0] + self.sigma * noise, theta=theta)
