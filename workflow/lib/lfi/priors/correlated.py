"""The normal distribution of parameters that are correlated."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from lfi.errors import LfiError
from lfi.priors.base import Prior
from lfi.priors.normal import Normal
from lfi.typing import Array


class CorrelatedNormal(Prior):
    """A multivariate normal distribution.

    Args:
        names: names of the parameters.
        mean: shape (parameters,).
        covariance: shape (parameters, parameters), symmetric and positive definite.

    Raises:
        LfiError: a name is given twice, mean or covariance has the wrong shape or holds a number that is not finite, or
            the covariance is not symmetric or not positive definite.

    Example:
        >>> prior = CorrelatedNormal(("a", "b"), mean=[0, 1], covariance=[[1, 0.8], [0.8, 2]])
        >>> np.corrcoef(prior.sample(10_000, np.random.default_rng(1)).T)[0, 1].round(1).item()
        0.6
    """

    def __init__(self, names: Sequence[str], mean: ArrayLike, covariance: ArrayLike) -> None:
        self.names = tuple(names)
        if not self.names or len(set(self.names)) != len(self.names):
            raise LfiError(f"prior CorrelatedNormal: names are {self.names}; give one or more, each once")
        d = len(self.names)
        self.mean = self._numbers("mean", mean, (d,))
        self.covariance = self._numbers("covariance", covariance, (d, d))
        self._cholesky = self._decomposed()
        self._whiten = np.linalg.inv(self._cholesky)
        self.low, self.high = np.full(d, -np.inf), np.full(d, np.inf)
        self.logarithmic = np.zeros(d, dtype=bool)
        self.centre, self.width = self.mean, np.sqrt(np.diag(self.covariance))

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        return self.mean + rng.standard_normal((n, len(self.names))) @ self._cholesky.T

    def log_prob(self, theta: Array) -> Array:
        inside = self.contains(theta)
        z = (np.where(inside[..., None], theta, self.mean) - self.mean) @ self._whiten.T
        scale = np.log(np.diag(self._cholesky) * np.sqrt(2 * np.pi)).sum()
        return np.where(inside, -0.5 * np.sum(z**2, axis=-1) - scale, -np.inf)

    def cdf(self, theta: Array) -> Array:
        from scipy.special import ndtr  # not at the top: every reading of a configuration imports this module

        return np.asarray(ndtr((theta - self.mean) @ self._whiten.T))

    def quantile(self, cube: Array) -> Array:
        from scipy.special import ndtri

        return np.asarray(self.mean + ndtri(cube) @ self._cholesky.T)

    def factors(self) -> tuple[Prior, ...]:
        if len(self.names) > 1:
            return (self,)
        return (Normal(**{self.names[0]: (float(self.mean[0]), float(self.width[0]))}),)

    def _numbers(self, what: str, given: ArrayLike, shape: tuple[int, ...]) -> Array:
        try:
            array = np.array(given, dtype=float)
        except (TypeError, ValueError):
            raise LfiError(f"{self._label}: {what} is not an array of numbers: {given!r}") from None
        if array.shape != shape:
            raise LfiError(f"{self._label}: {what} has shape {array.shape}, not {shape}")
        if not np.isfinite(array).all():
            raise LfiError(f"{self._label}: {what} holds a number that is not finite")
        return array

    def _decomposed(self) -> Array:
        """The lower Cholesky factor of the covariance."""
        if not np.allclose(self.covariance, self.covariance.T, rtol=1e-9, atol=0):
            raise LfiError(f"{self._label}: covariance is not symmetric")
        self.covariance = (self.covariance + self.covariance.T) / 2  # symmetric to the last digit
        try:
            return np.linalg.cholesky(self.covariance)
        except np.linalg.LinAlgError:
            smallest = np.linalg.eigvalsh(self.covariance)[0]
            raise LfiError(
                f"{self._label}: covariance is not positive definite, its smallest eigenvalue is {smallest:g}"
            ) from None

    @property
    def _label(self) -> str:
        return f"prior of {', '.join(self.names)}"
