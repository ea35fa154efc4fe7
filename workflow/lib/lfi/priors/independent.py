"""Independent parameters: uniform, log-uniform and normal distributions."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import numpy as np

from lfi.errors import LfiError
from lfi.priors.base import Prior
from lfi.typing import Array


class Independent(Prior):
    """Independent parameters of one family, two numbers each: ``Family(a=(first, second), …)``.

    Attributes:
        numbers: what the two numbers of a parameter are.
        pairs: the two numbers by parameter.
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
        """Raise LfiError where two finite numbers are no distribution."""

    @abstractmethod
    def _set(self, first: Array, second: Array) -> None:
        """Set the attributes of a prior from the parameters' numbers, shape (parameters,) each."""

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
    """Independent uniform distributions: ``Uniform(m=(-3, 3), c=(-3, 3))``.

    Raises:
        LfiError: a lower bound is not below its upper bound, or a bound is not finite.
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
    """Independent parameters whose logarithms are uniform: ``LogUniform(rate=(1e-3, 10))``.

    p(theta) = 1 / (theta log(high / low)).

    Raises:
        LfiError: a lower bound is not above 0 or not below its upper bound, or a bound is not finite.
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
    """Independent normal distributions, mean and standard deviation: ``Normal(mu=(0, 1))``.

    Raises:
        LfiError: a standard deviation is not above 0, or a number is not finite.
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


# What a configuration calls them.
Family = Literal["uniform", "log_uniform", "normal"]
FAMILIES: Mapping[Family, type[Independent]] = {"uniform": Uniform, "log_uniform": LogUniform, "normal": Normal}


def _check_order(name: str, low: float, high: float) -> None:
    if low >= high:
        mend = "swap them" if low > high else "make it wider"
        raise LfiError(f"prior of {name}: lower bound {low:g} is not below upper bound {high:g}; {mend}")
