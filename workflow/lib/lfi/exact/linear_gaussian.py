"""The exact posterior of a linear model with Gaussian noise under a uniform prior."""

import numpy as np

from lfi.exact.normal_box import box_probability
from lfi.exact.truncated_normal import sample_truncated, truncated_mean
from lfi.priors import Uniform
from lfi.typing import Array


class LinearGaussianPosterior:
    """Posterior of theta in x = X theta + noise, noise ~ N(0, sigma²), theta uniform on a box.

    The likelihood in theta is a normal around the least-squares estimate with covariance sigma² (XᵀX)⁻¹; the
    posterior is that normal truncated to the prior box. An ``lfi.exact.posterior.ExactPosterior``.

    Args:
        design: the matrix X, shape (points, parameters), of full column rank.
        sigma: the noise's standard deviation, in the unit of x.
        prior: the uniform prior.
    """

    def __init__(self, design: Array, sigma: float, prior: Uniform) -> None:
        self.design, self.sigma, self.prior = design, sigma, prior
        self.covariance = sigma**2 * np.linalg.inv(design.T @ design)
        self._pseudo_inverse = np.linalg.pinv(design)
        self._precision = np.linalg.inv(self.covariance)

    def least_squares(self, x: Array) -> Array:
        """Maximum of the likelihood for each row of x (n, points), shape (n, parameters)."""
        return np.asarray(x, dtype=float) @ self._pseudo_inverse.T

    def _inside(self, estimate: Array) -> Array:
        return box_probability(estimate, self.covariance, self.prior.low, self.prior.high)

    def log_prob(self, theta: Array, x: Array) -> Array:
        estimate = self.least_squares(x)
        offset = theta - estimate
        distance = np.einsum("ni,ij,nj->n", offset, self._precision, offset)
        normal = -0.5 * (distance + np.linalg.slogdet(2 * np.pi * self.covariance)[1])
        with np.errstate(divide="ignore"):
            return np.where(self.prior.contains(theta), normal - np.log(self._inside(estimate)), -np.inf)

    def mean(self, x: Array) -> Array:
        return truncated_mean(self.least_squares(x), self.covariance, self.prior.low, self.prior.high)

    def log_evidence(self, x: Array) -> Array:
        """log p(x), the log of the likelihood's integral over the box minus the log of the box's volume."""
        estimate = self.least_squares(x)
        residual = np.asarray(x, dtype=float) - estimate @ self.design.T
        n = residual.shape[1]
        peak = -0.5 * np.sum(residual**2, axis=1) / self.sigma**2 - n * np.log(self.sigma * np.sqrt(2 * np.pi))
        volume = np.log(self.prior.high - self.prior.low).sum()
        width = 0.5 * np.linalg.slogdet(2 * np.pi * self.covariance)[1]
        return peak + width + np.log(self._inside(estimate)) - volume

    def sample(self, x: Array, draws: int, rng: np.random.Generator) -> Array:
        box = (self.prior.low, self.prior.high)
        return np.stack([sample_truncated(row, self.covariance, *box, draws, rng) for row in self.least_squares(x)])
