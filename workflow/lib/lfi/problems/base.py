"""Problems: joint distributions of parameters and data that can be simulated."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, NamedTuple

import numpy as np

from lfi.exact.posterior import ExactPosterior
from lfi.priors import Prior
from lfi.typing import Array


class Observation(NamedTuple):
    """Observed data.

    Attributes:
        x: the data, shape (*data).
        theta: the true parameters, shape (parameters,); None where they are unknown.
    """

    x: Array
    theta: Array | None = None


class Joint(ABC):
    """A joint distribution of parameters theta and data x.

    Attributes:
        parameters: names of theta's columns.
        block: number of rows that are drawn from one random stream. Rows are always simulated in whole blocks, so that
            row i is the same in every shard and job. A smaller block allows smaller shards; another block gives other
            draws.
        coordinates: positions of the data points, shape (points,), for embeddings and summaries that use them.
        defined_in: the user's file that defines the problem; None for a built-in problem.
    """

    parameters: tuple[str, ...]
    block: ClassVar[int] = 1000
    coordinates: Array | None = None
    defined_in: Path | None = None

    @abstractmethod
    def draw(self, n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        """Draw pairs (theta, x).

        Args:
            n: number of pairs.
            rng: source of all randomness.

        Returns:
            theta, shape (n, parameters), and x, shape (n, *data).
        """


class Problem(Joint):
    """A prior and a simulator, which a user writes; everything else is optional.

    A subclass defines ``simulate``, for many draws at once, or ``simulate_one``, for one draw. With ``simulate_one``
    every draw has a separate random stream, and a draw that raises an exception is identified. If both are defined,
    the workflow calls ``simulate``.

    Attributes:
        prior: distribution of the parameters, with their names.

    Example:
        >>> import numpy as np
        >>> from lfi.priors import Uniform
        >>> class Noise(Problem):
        ...     prior = Uniform(scale=(1, 2))
        ...     def simulate(self, theta, rng):
        ...         return theta * rng.standard_normal((len(theta), 5))
        >>> theta, x = Noise().draw(3, np.random.default_rng(1))
        >>> theta.shape, x.shape
        ((3, 1), (3, 5))
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
        """Whether draws are simulated one by one, because the class defines ``simulate_one`` alone."""
        return not self._defines("simulate")

    @property
    def has_simulator(self) -> bool:
        """Whether the class defines ``simulate`` or ``simulate_one``."""
        return self._defines("simulate") or self._defines("simulate_one")

    def simulate(self, theta: Array, rng: np.random.Generator) -> Array:
        """Simulate data for each row of theta.

        Args:
            theta: parameters, shape (n, parameters).
            rng: source of all randomness.

        Returns:
            Data, shape (n, *data).
        """
        return np.stack([self.simulate_one(row, rng) for row in theta])

    def simulate_one(self, theta: Array, rng: np.random.Generator) -> Array:
        """Simulate data for one parameter vector.

        Args:
            theta: parameters, shape (parameters,).
            rng: source of all randomness.

        Returns:
            Data, shape (*data).
        """
        return self.simulate(theta[None], rng)[0]

    def log_likelihood(self, theta: Array, x: Array) -> Array:
        """Evaluate log p(x | theta) of one observation for each row of theta.

        Args:
            theta: parameters, shape (n, parameters).
            x: one observation, shape (*data).

        Returns:
            Shape (n,); -inf where the likelihood is zero.

        Raises:
            NotImplementedError: the class defines no likelihood.
        """
        raise NotImplementedError(f"{type(self).__name__} has no known likelihood")

    def exact(self) -> ExactPosterior | None:
        """The exact posterior; None where it is unknown."""
        return None

    def observation(self) -> Observation | None:
        """The problem's observation, for a configuration that names no file; None: one is simulated."""
        return None

    def model(self, theta: Array) -> Array:
        """Data without noise for each row of theta (n, parameters), shape (n, *data), which figures show.

        Raises:
            NotImplementedError: the class defines no noiseless model.
        """
        raise NotImplementedError(f"{type(self).__name__} has no noiseless model")

    @property
    def has_model(self) -> bool:
        """Whether the class defines ``model``."""
        return self._defines("model")

    @property
    def has_observation(self) -> bool:
        """Whether the class defines ``observation``."""
        return self._defines("observation")

    @property
    def has_likelihood(self) -> bool:
        """Whether the class defines ``log_likelihood``."""
        return self._defines("log_likelihood")

    def _defines(self, name: str) -> bool:
        """Whether a subclass of ``Problem`` defines this method."""
        classes = type(self).__mro__
        return any(name in subclass.__dict__ for subclass in classes[: classes.index(Problem)])

    def draw(self, n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        theta = self.prior.sample(n, rng)
        return theta, self.simulate(theta.copy(), rng)  # a simulator may overwrite its argument


class Regression(Joint):
    """A noisy function of x, whose value theta is to be predicted; a regression has no prior."""

    @abstractmethod
    def truth(self, x: Array) -> Array:
        """The value without noise at x (n, *data), shape (n, parameters)."""

    @abstractmethod
    def features(self, x: Array) -> Array:
        """Features of x (n, *data), shape (n, features); the truth is a linear combination of them."""

    @property
    @abstractmethod
    def noise_variance(self) -> float:
        """Variance of theta around the truth, the smallest mean squared error of any regressor."""
