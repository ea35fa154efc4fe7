"""The interface of posteriors that are known in closed form."""

from typing import Protocol

import numpy as np

from lfi.typing import Array


class ExactPosterior(Protocol):
    """p(theta | x) in closed form, for many data sets at once.

    Shapes: theta (n, parameters), x (n, *data); row i of one belongs to row i of the other.
    """

    def log_prob(self, theta: Array, x: Array) -> Array:
        """Log posterior density, shape (n,); -inf outside the prior's support.

        Args:
            theta: parameters, shape (n, parameters).
            x: data sets, shape (n, *data).
        """
        ...

    def mean(self, x: Array) -> Array:
        """Posterior mean for each data set of x (n, *data), shape (n, parameters)."""
        ...

    def log_evidence(self, x: Array) -> Array:
        """log p(x) of each data set of x (n, *data), shape (n,)."""
        ...

    def sample(self, x: Array, draws: int, rng: np.random.Generator) -> Array:
        """Draw from the posterior of each data set.

        Args:
            x: data sets, shape (n, *data).
            draws: number of draws for each data set.
            rng: source of all randomness.

        Returns:
            Draws, shape (n, draws, parameters).
        """
        ...
