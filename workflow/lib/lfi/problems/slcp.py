"""Simple likelihood, complex posterior: four points of a normal distribution in the plane."""

import numpy as np

from lfi.priors import Uniform
from lfi.problems.base import Problem
from lfi.typing import Array

POINTS = 4
# Added to the variances, so that a covariance is never singular.
LEAST_VARIANCE = 1e-6


class Slcp(Problem):
    """x: four points (y, z) ~ N((theta1, theta2), S), one after another; theta ~ Uniform(-3, 3)⁵.

    The standard deviations of S are theta3² and theta4², its correlation tanh(theta5): the posterior has four modes.
    From Papamakarios, Sterratt & Murray (2019), AISTATS, PMLR 89, 837; task ``slcp`` of Lueckmann et al. (2021),
    AISTATS, PMLR 130, 343.
    """

    def __init__(self) -> None:
        self.prior = Uniform(**{f"theta{k}": (-3, 3) for k in range(1, 6)})

    def simulate(self, theta: Array, rng: np.random.Generator) -> Array:
        noise = rng.standard_normal((len(theta), POINTS, 2))
        factors = np.linalg.cholesky(self._covariance(theta))
        points = theta[:, None, :2] + np.einsum("nij,npj->npi", factors, noise)
        return points.reshape(len(theta), 2 * POINTS)

    def log_likelihood(self, theta: Array, x: Array) -> Array:
        covariance = self._covariance(theta)
        offset = x.reshape(POINTS, 2) - theta[:, None, :2]
        distance = np.einsum("npi,nij,npj->n", offset, np.linalg.inv(covariance), offset)
        return -0.5 * distance - POINTS * (0.5 * np.linalg.slogdet(covariance)[1] + np.log(2 * np.pi))

    def _covariance(self, theta: Array) -> Array:
        """S for each theta, shape (n, 2, 2)."""
        first, second = theta[:, 2] ** 2, theta[:, 3] ** 2
        both = np.tanh(theta[:, 4]) * first * second
        return np.stack([first**2, both, both, second**2], axis=-1).reshape(-1, 2, 2) + LEAST_VARIANCE * np.eye(2)
