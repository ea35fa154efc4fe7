"""Priors: names of the parameters, draws, density and support, in numpy."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lfi.errors import LfiError
from lfi.typing import Array


class Prior(ABC):
    """The distribution of the parameters before any data.

    Attributes:
        names: the parameters' names, in the order of theta's columns.
        low, high: the support's bounds, shape (parameters,); infinite where there is none.
    """

    names: tuple[str, ...]
    low: Array
    high: Array

    @abstractmethod
    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Draw n parameter vectors, shape (n, parameters)."""

    @abstractmethod
    def log_prob(self, theta: Array) -> Array:
        """Log density of theta (n, parameters), shape (n,); -inf outside the support."""

    def contains(self, theta: Array) -> NDArray[np.bool_]:
        """Whether each row of theta (n, parameters) lies in the support, shape (n,)."""
        return np.all((theta >= self.low) & (theta <= self.high), axis=-1)


class Uniform(Prior):
    """Independent uniform distributions: ``Uniform(m=(-3, 3), c=(-3, 3))``.

    Raises:
        LfiError: a lower bound is not below its upper bound, or a bound is not finite.
    """

    def __init__(self, **bounds: tuple[float, float]) -> None:
        for name, (low, high) in bounds.items():
            if not (np.isfinite(low) and np.isfinite(high)):
                raise LfiError(f"prior of {name}: bounds ({low}, {high}) are not both finite")
            if low >= high:
                mend = "swap them" if low > high else "make it wider"
                raise LfiError(f"prior of {name}: lower bound {low} is not below upper bound {high}; {mend}")
        self.names = tuple(bounds)
        self.low = np.array([low for low, _ in bounds.values()], dtype=float)
        self.high = np.array([high for _, high in bounds.values()], dtype=float)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        return rng.uniform(self.low, self.high, size=(n, len(self.names)))

    def log_prob(self, theta: Array) -> Array:
        density = -np.log(self.high - self.low).sum()
        return np.where(self.contains(theta), density, -np.inf)

    def with_bounds(self, bounds: Mapping[str, tuple[float, float]]) -> "Uniform":
        """The same prior with some parameters' bounds replaced.

        Raises:
            LfiError: a name is not one of the prior's parameters.
        """
        for name in bounds:
            if name not in self.names:
                raise LfiError(f"prior: no parameter {name!r}; the problem has {', '.join(self.names)}")
        own = {name: (float(a), float(b)) for name, a, b in zip(self.names, self.low, self.high, strict=True)}
        return Uniform(**{**own, **bounds})


class LogUniform(Prior):
    """Independent distributions that are uniform in the logarithm: ``LogUniform(rate=(0.01, 1))``.

    Raises:
        LfiError: a lower bound is not positive, or not below its upper bound, or an upper bound is not finite.
    """

    def __init__(self, **bounds: tuple[float, float]) -> None:
        for name, (low, high) in bounds.items():
            if not 0 < low < high < np.inf:
                raise LfiError(f"prior of {name}: bounds ({low}, {high}) must be positive, finite and in order")
        self.names = tuple(bounds)
        self.low = np.array([low for low, _ in bounds.values()], dtype=float)
        self.high = np.array([high for _, high in bounds.values()], dtype=float)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        return np.exp(rng.uniform(np.log(self.low), np.log(self.high), size=(n, len(self.names))))

    def log_prob(self, theta: Array) -> Array:
        inside = self.contains(theta)
        density = -np.log(np.where(inside[:, None], theta, 1)).sum(axis=1) - np.log(np.log(self.high / self.low)).sum()
        return np.where(inside, density, -np.inf)
