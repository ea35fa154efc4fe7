"""Independent parameters: uniform, log-uniform and normal distributions."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import numpy as np

from lfi.errors import LfiError
from lfi.priors.base import Prior
from lfi.typing import Array


class Independent(Prior):
    """Independent parameters of one family: ``Family(a=(first, second), …)``.

    Args:
        **pairs: the two numbers of each parameter's distribution.

    Attributes:
        numbers: meaning of the two numbers, for messages.
        pairs: the two numbers of each parameter.

    Raises:
        LfiError: there are no parameters, or the numbers are no distribution.
    """

    numbers: ClassVar[str]

    def __init__(self, **pairs: tuple[float, float]) -> None:
        if not pairs:
            raise LfiError(f"prior {type(self).__name__}: has no parameters; name one: a=({self.numbers})")
        self.names = tuple(pairs)
        self.pairs = {name: self._pair(name, pair) for name, pair in pairs.items()}
        for name, (first, second) in self.pairs.items():
            self._check(name, first, second)
        first, second = np.array(list(self.pairs.values())).T
        self._set(first, second)

    @abstractmethod
    def _check(self, name: str, first: float, second: float) -> None:
        """Check that two finite numbers are a distribution.

        Args:
            name: the parameter, for messages.
            first: the first number.
            second: the second number.

        Raises:
            LfiError: they are not.
        """

    @abstractmethod
    def _set(self, first: Array, second: Array) -> None:
        """Set the attributes of a prior.

        Args:
            first: first number of each parameter, shape (parameters,).
            second: second number of each parameter, shape (parameters,).
        """

    def factors(self) -> tuple[Prior, ...]:
        return tuple(type(self)(**{name: pair}) for name, pair in self.pairs.items())

    def _pair(self, name: str, pair: Any) -> tuple[float, float]:
        try:
            first, second = map(float, pair)
        except (TypeError, ValueError):
            raise LfiError(f"prior of {name}: {pair!r} is not two numbers, {self.numbers}") from None
        if not (np.isfinite(first) and np.isfinite(second)):
            raise LfiError(f"prior of {name}: {self.numbers} ({first:g}, {second:g}) are not both finite")
        return first, second


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
        if second <= 0:
            raise LfiError(f"prior of {name}: standard deviation {second:g} is not above 0")

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


# Names of the families in a configuration.
Family = Literal["uniform", "log_uniform", "normal"]
FAMILIES: Mapping[Family, type[Independent]] = {"uniform": Uniform, "log_uniform": LogUniform, "normal": Normal}


def _check_order(name: str, low: float, high: float) -> None:
    if low >= high:
        mend = "swap them" if low > high else "make it wider"
        raise LfiError(f"prior of {name}: lower bound {low:g} is not below upper bound {high:g}; {mend}")
