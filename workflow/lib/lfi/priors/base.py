"""The interface of priors."""

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from lfi.typing import Array


class Prior(ABC):
    """The distribution of the parameters before any data.

    Attributes:
        names: the parameters' names, in the order of theta's columns.
        low: lower bounds of the support, shape (parameters,); -inf where there is none.
        high: upper bounds of the support, shape (parameters,); inf where there is none.
        logarithmic: whether a parameter's natural coordinate is its logarithm, shape (parameters,).
        centre: in the natural coordinate, middle of a bounded parameter or mean of a normal one, shape (parameters,).
        width: in the natural coordinate, half width of a bounded parameter or standard deviation of a normal one, shape
            (parameters,). Networks scale parameters by centre and width.
    """

    names: tuple[str, ...]
    low: Array
    high: Array
    logarithmic: NDArray[np.bool_]
    centre: Array
    width: Array

    @abstractmethod
    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Draw parameter vectors.

        Args:
            n: number of draws.
            rng: source of all randomness.

        Returns:
            Draws, shape (n, parameters).
        """

    @abstractmethod
    def log_prob(self, theta: Array) -> Array:
        """Log density at theta (n, parameters), shape (n,); -inf outside the support."""

    def contains(self, theta: Array) -> NDArray[np.bool_]:
        """Whether each row of theta (n, parameters) lies in the support, shape (n,)."""
        return np.all((theta >= self.low) & (theta <= self.high) & np.isfinite(theta), axis=-1)

    def cdf(self, theta: Array) -> Array:
        """Where theta (n, parameters) lies in the prior, shape (n, parameters): uniform on the unit cube under it.

        Of independent parameters their distribution functions; of others each given those before it (Rosenblatt 1952,
        Ann. Math. Stat. 23, 470).

        Raises:
            NotImplementedError: the prior has none; it can be sampled all the same.
        """
        raise NotImplementedError(f"{type(self).__name__} has no distribution function")

    def quantile(self, cube: Array) -> Array:
        """The inverse of ``cdf``: theta of points of the unit cube, both of shape (n, parameters).

        Raises:
            NotImplementedError: the prior has none.
        """
        raise NotImplementedError(f"{type(self).__name__} has no quantile function")

    @property
    def has_quantiles(self) -> bool:
        """Whether the prior has ``cdf`` and ``quantile``."""
        return type(self).quantile is not Prior.quantile

    def factors(self) -> tuple["Prior", ...]:
        """Independent priors whose product is this prior, in the order of the parameters."""
        return (self,)
