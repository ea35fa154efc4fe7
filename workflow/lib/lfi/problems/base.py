"""What a problem is: a joint distribution of parameters and data that can be simulated."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, NamedTuple

import numpy as np

from lfi.exact.posterior import ExactPosterior
from lfi.priors import Prior
from lfi.typing import Array


class Observation(NamedTuple):
    """Observed data x, shape data_shape, and where known the parameters behind it, shape (parameters,)."""

    x: Array
    theta: Array | None = None


class Joint(ABC):
    """Pairs (theta, x): what is to be inferred, and what it is inferred from.

    Attributes:
        parameters: names of theta's columns.
        block: how many rows are drawn from one random stream. Rows are always simulated in whole blocks, so that
            row i is the same whatever shard or job it falls into.
        coordinates: where the points of the data lie, shape (points,), for embeddings that use it.
        defined_in: the user's file that it comes from; None for one that is built in.
    """

    parameters: tuple[str, ...]
    block: ClassVar[int] = 1000
    coordinates: Array | None = None
    defined_in: Path | None = None

    @abstractmethod
    def draw(self, n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        """Draw n pairs: theta (n, parameters) and x (n, *data)."""


class Problem(Joint):
    """A prior and a simulator: all that a user has to write.

    The simulator is written as ``simulate``, for many draws at once, or as ``simulate_one``: then every draw has a
    random stream of its own, and one that raises an exception is known. Where both are written, ``simulate`` counts.

    Attributes:
        prior: distribution of the parameters; it also names them.
    """

    prior: Prior

    @property
    def parameters(self) -> tuple[str, ...]:  # type: ignore[override]
        return self.prior.names

    @property
    def block(self) -> int:  # type: ignore[override]
        return 1 if self.one_at_a_time else Joint.block

    @property
    def one_at_a_time(self) -> bool:
        """Whether ``simulate_one`` is what the problem writes."""
        return not self._writes("simulate")

    @property
    def has_simulator(self) -> bool:
        return self._writes("simulate") or self._writes("simulate_one")

    def simulate(self, theta: Array, rng: np.random.Generator) -> Array:
        """Simulated data for each row of theta (n, parameters), shape (n, *data)."""
        return np.stack([self.simulate_one(row, rng) for row in theta])

    def simulate_one(self, theta: Array, rng: np.random.Generator) -> Array:
        """Simulated data for one theta (parameters,), shape (*data)."""
        return self.simulate(theta[None], rng)[0]

    def log_likelihood(self, theta: Array, x: Array) -> Array:
        """log p(x | theta) of one observation x (*data) for each row of theta (n, parameters), shape (n,)."""
        raise NotImplementedError(f"{type(self).__name__} has no known likelihood")

    def exact(self) -> ExactPosterior | None:
        """The exact posterior, where it is known."""
        return None

    def observation(self) -> Observation | None:
        """An observation that comes with the problem; the config can name a file instead."""
        return None

    def model(self, theta: Array) -> Array:
        """The noiseless data for each row of theta, shape (n, *data): figures draw it where the problem has one."""
        raise NotImplementedError(f"{type(self).__name__} has no noiseless model")

    @property
    def has_model(self) -> bool:
        return self._writes("model")

    @property
    def has_observation(self) -> bool:
        return self._writes("observation")

    @property
    def has_likelihood(self) -> bool:
        return self._writes("log_likelihood")

    def _writes(self, name: str) -> bool:
        """Whether a subclass writes this method; by its name, so that asking for it does not count as using it."""
        kinds = type(self).__mro__
        return any(name in kind.__dict__ for kind in kinds[: kinds.index(Problem)])

    def draw(self, n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        theta = self.prior.sample(n, rng)
        return theta, self.simulate(theta.copy(), rng)  # a simulator may write over what it is given


class Regression(Joint):
    """A noisy function: theta is its value, x where it was taken, and there is nothing else to infer."""

    @abstractmethod
    def truth(self, x: Array) -> Array:
        """The noiseless value at x (n, *data), shape (n, parameters)."""

    @abstractmethod
    def features(self, x: Array) -> Array:
        """Columns that the truth is a linear combination of, shape (n, features): least squares fits them."""

    @property
    @abstractmethod
    def noise_variance(self) -> float:
        """Variance of theta around the truth: no regressor has a smaller mean squared error."""
