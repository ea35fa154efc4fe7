"""Independent parameters between two bounds: uniform and log-uniform distributions."""

import numpy as np

from lfi.errors import LfiError
from lfi.priors.independent import Independent
from lfi.typing import Array


class Uniform(Independent):
    """Independent uniform distributions.

    Args:
        **pairs: lower and upper bound of each parameter.

    Raises:
        LfiError: a lower bound is not below its upper bound, or a bound is not finite.

    Example:
        >>> prior = Uniform(m=(-3, 3), c=(0, 2))
        >>> prior.names
        ('m', 'c')
        >>> prior.sample(5, np.random.default_rng(1)).shape
        (5, 2)
        >>> np.exp(prior.log_prob(np.array([[0.0, 1.0], [0.0, 2.5]]))).round(4).tolist()
        [0.0833, 0.0]
    """

    numbers = "lower and upper bound"

    def _check(self, name: str, first: float, second: float) -> None:
        _check_order(name, first, second)

    def _set(self, first: Array, second: Array) -> None:
        self.low, self.high = first, second
        self.logarithmic = np.zeros(len(first), dtype=bool)
        self.centre, self.width = (second + first) / 2, (second - first) / 2

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        return rng.uniform(self.low, self.high, size=(n, len(self.names)))

    def log_prob(self, theta: Array) -> Array:
        density = -np.log(self.high - self.low).sum()
        return np.where(self.contains(theta), density, -np.inf)

    def cdf(self, theta: Array) -> Array:
        return np.asarray((theta - self.low) / (self.high - self.low))

    def quantile(self, cube: Array) -> Array:
        return np.clip(self.low + cube * (self.high - self.low), self.low, self.high)


class LogUniform(Independent):
    """Independent parameters whose logarithms are uniform, p(theta) = 1 / (theta log(high / low)).

    Args:
        **pairs: lower and upper bound of each parameter, above 0.

    Raises:
        LfiError: a lower bound is not above 0 or not below its upper bound, or a bound is not finite.

    Example:
        >>> rates = LogUniform(rate=(0.01, 100)).sample(10_000, np.random.default_rng(1))
        >>> bool(abs(np.mean(rates < 1) - 0.5) < 0.02)
        True
    """

    numbers = "lower and upper bound"

    def _check(self, name: str, first: float, second: float) -> None:
        if min(first, second) <= 0:
            raise LfiError(
                f"prior of {name}: bounds ({first:g}, {second:g}) are not both above 0, as a logarithm needs; "
                "raise them, or use Uniform"
            )
        _check_order(name, first, second)

    def _set(self, first: Array, second: Array) -> None:
        self.low, self.high = first, second
        self.logarithmic = np.ones(len(first), dtype=bool)
        self._log_low, self._log_high = np.log(first), np.log(second)
        self.centre, self.width = (self._log_high + self._log_low) / 2, (self._log_high - self._log_low) / 2

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        logarithm = rng.uniform(self._log_low, self._log_high, size=(n, len(self.names)))
        return np.clip(np.exp(logarithm), self.low, self.high)  # exp(log(bound)) may round past the bound

    def log_prob(self, theta: Array) -> Array:
        inside = self.contains(theta)
        logarithm = np.log(np.where(inside[..., None], theta, 1.0)).sum(axis=-1)
        return np.where(inside, -logarithm - np.log(2 * self.width).sum(), -np.inf)

    def cdf(self, theta: Array) -> Array:
        return np.asarray((np.log(theta) - self._log_low) / (self._log_high - self._log_low))

    def quantile(self, cube: Array) -> Array:
        return np.clip(np.exp(self._log_low + cube * (self._log_high - self._log_low)), self.low, self.high)


def _check_order(name: str, low: float, high: float) -> None:
    if low >= high:
        mend = "swap them" if low > high else "make it wider"
        raise LfiError(f"prior of {name}: lower bound {low:g} is not below upper bound {high:g}; {mend}")
