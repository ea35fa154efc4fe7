"""Independent parameters that are normal, or whose logarithms are."""

import numpy as np
from numpy.typing import NDArray

from lfi.errors import LfiError
from lfi.priors.independent import Independent
from lfi.typing import Array


class Normal(Independent):
    """Independent normal distributions.

    Args:
        **pairs: mean and standard deviation of each parameter.

    Raises:
        LfiError: a standard deviation is not above 0, or a number is not finite.

    Example:
        >>> prior = Normal(mu=(0, 1), height=(170, 10))
        >>> prior.log_prob(np.array([[0.0, 170.0]])).round(3).tolist()
        [-4.14]
    """

    numbers = "mean and standard deviation"

    def _check(self, name: str, first: float, second: float) -> None:
        _check_spread(name, second)

    def _set(self, first: Array, second: Array) -> None:
        self.low, self.high = np.full_like(first, -np.inf), np.full_like(first, np.inf)
        self.logarithmic = np.zeros(len(first), dtype=bool)
        self.centre, self.width = first, second

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        return rng.normal(self.centre, self.width, size=(n, len(self.names)))

    def log_prob(self, theta: Array) -> Array:
        z = (theta - self.centre) / self.width
        density = -0.5 * np.sum(z**2, axis=-1) - np.log(self.width * np.sqrt(2 * np.pi)).sum()
        return np.where(self.contains(theta), density, -np.inf)

    def cdf(self, theta: Array) -> Array:
        from scipy.special import ndtr  # not at the top: every reading of a configuration imports this module

        return np.asarray(ndtr((theta - self.centre) / self.width))

    def quantile(self, cube: Array) -> Array:
        from scipy.special import ndtri

        return np.asarray(self.centre + self.width * ndtri(cube))


class LogNormal(Independent):
    """Independent parameters whose logarithms are normal.

    Args:
        **pairs: mean and standard deviation of each parameter's logarithm.

    Raises:
        LfiError: a standard deviation is not above 0, or a number is not finite.

    Example:
        >>> rate = LogNormal(rate=(np.log(0.4), 0.5)).sample(10_001, np.random.default_rng(1))
        >>> float(np.median(rate).round(1))
        0.4
    """

    numbers = "mean and standard deviation of the logarithm"

    def _check(self, name: str, first: float, second: float) -> None:
        _check_spread(name, second)

    def _set(self, first: Array, second: Array) -> None:
        self.low, self.high = np.zeros_like(first), np.full_like(first, np.inf)
        self.logarithmic = np.ones(len(first), dtype=bool)
        self.centre, self.width = first, second

    def contains(self, theta: Array) -> NDArray[np.bool_]:
        return np.all((theta > 0) & np.isfinite(theta), axis=-1)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        return rng.lognormal(self.centre, self.width, size=(n, len(self.names)))

    def log_prob(self, theta: Array) -> Array:
        inside = self.contains(theta)
        logarithm = np.log(np.where(inside[..., None], theta, 1.0))
        z = (logarithm - self.centre) / self.width
        density = -0.5 * np.sum(z**2, axis=-1) - logarithm.sum(axis=-1)
        return np.where(inside, density - np.log(self.width * np.sqrt(2 * np.pi)).sum(), -np.inf)

    def cdf(self, theta: Array) -> Array:
        from scipy.special import ndtr  # not at the top: every reading of a configuration imports this module

        return np.asarray(ndtr((np.log(theta) - self.centre) / self.width))

    def quantile(self, cube: Array) -> Array:
        from scipy.special import ndtri

        return np.asarray(np.exp(self.centre + self.width * ndtri(cube)))


def _check_spread(name: str, spread: float) -> None:
    if spread <= 0:
        raise LfiError(f"prior of {name}: standard deviation {spread:g} is not above 0")
