"""What a prior is."""

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from lfi.typing import Array


class Prior(ABC):
    """The distribution of the parameters before any data.

    Attributes:
        names: the parameters' names, in the order of theta's columns.
        low, high: the support's bounds, shape (parameters,); infinite where there is none.
        logarithmic: whether a parameter's natural coordinate is its logarithm, shape (parameters,).
        centre, width: in the natural coordinate, shape (parameters,): middle and half width of a bounded parameter,
            mean and standard deviation of a normal one. What networks scale parameters by.
    """

    names: tuple[str, ...]
    low: Array
    high: Array
    logarithmic: NDArray[np.bool_]
    centre: Array
    width: Array

    @abstractmethod
    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Draw n parameter vectors, shape (n, parameters)."""

    @abstractmethod
    def log_prob(self, theta: Array) -> Array:
        """Log density of theta (n, parameters), shape (n,); -inf outside the support."""

    def contains(self, theta: Array) -> NDArray[np.bool_]:
        """Whether each row of theta (n, parameters) lies in the support, shape (n,)."""
        return np.all((theta >= self.low) & (theta <= self.high) & np.isfinite(theta), axis=-1)

    def factors(self) -> tuple["Prior", ...]:
        """Priors of its parameters, in their order, that are independent of each other: as many as are known."""
        return (self,)
