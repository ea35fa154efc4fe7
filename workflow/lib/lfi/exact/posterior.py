"""What the workflow asks of a posterior that is known in closed form."""

from typing import Protocol

import numpy as np

from lfi.typing import Array


class ExactPosterior(Protocol):
    """p(theta | x) in closed form, for many data sets at once.

    Shapes: theta (n, parameters), x (n, *data); row i of one belongs to row i of the other.
    """

    def log_prob(self, theta: Array, x: Array) -> Array:
        """Log posterior density, shape (n,); -inf outside the prior's support."""
        ...

    def mean(self, x: Array) -> Array:
        """Posterior means, shape (n, parameters)."""
        ...

    def log_evidence(self, x: Array) -> Array:
        """log p(x) under the prior, shape (n,)."""
        ...

    def sample(self, x: Array, draws: int, rng: np.random.Generator) -> Array:
        """Posterior draws, shape (n, draws, parameters)."""
        ...
