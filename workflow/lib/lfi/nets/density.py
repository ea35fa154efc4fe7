"""The interface of density estimators q(theta | x), and those that share a context and unit coordinates."""

from abc import abstractmethod
from typing import Protocol

import torch
from torch import Tensor

from lfi.nets.context import Context, Estimate
from lfi.nets.estimator import Estimator
from lfi.nets.support import Support


class Density(Protocol):
    """A density for each of n data sets."""

    def log_prob(self, value: Tensor) -> Tensor:
        """Log density of value (..., n, parameters), shape (..., n)."""
        ...

    def sample(self, sample_shape: torch.Size) -> Tensor:
        """Draws, shape (*sample_shape, n, parameters)."""
        ...


class DensityEstimator(Estimator):
    """A conditional density q(theta | x)."""

    @abstractmethod
    def log_prob(self, theta: Tensor, x: Tensor) -> Tensor:
        """log q(theta_i | x_i), shape (..., n); -inf outside the support. The context of x_i is computed once.

        Args:
            theta: parameters, shape (..., n, parameters).
            x: data, shape (n, *shape).
        """

    @abstractmethod
    def sample(self, x: Tensor, draws: int) -> Tensor:
        """Draws from q(theta | x_i), shape (n, draws, parameters), by torch's global generator.

        Args:
            x: data, shape (n, *shape).
            draws: number of draws for each data set.
        """

    def loss(self, theta: Tensor, x: Tensor) -> Tensor:
        """-log q(theta_i | x_i), shape (n,), in nats.

        Args:
            theta: parameters, shape (n, parameters).
            x: data, shape (n, *shape).
        """
        return -self.log_prob(theta, x)

    def evaluate(self, theta: Tensor, x: Tensor) -> Tensor:
        """Log density of each pair, shape (n,).

        Args:
            theta: parameters, shape (n, parameters).
            x: data, shape (n, *shape).
        """
        return self.log_prob(theta, x)


class ConditionalDensity(DensityEstimator):
    """A density of theta in unit coordinates, conditioned on the context of the data.

    Args:
        context: maps the data to an ``Estimate``.
        support: the prior's support and the unit coordinates of theta.
    """

    def __init__(self, context: Context, support: Support) -> None:
        super().__init__()
        self.context, self.support = context, support

    @abstractmethod
    def distribution(self, estimate: Estimate) -> Density:
        """The density of theta in unit coordinates, for each of n estimates."""

    def fit_scales(self, theta: Tensor, x: Tensor) -> None:
        self.context.fit(self.support.to_unit(theta)[0], x)

    def features(self, x: Tensor) -> Tensor:
        return self.context(x).features

    def log_prob(self, theta: Tensor, x: Tensor) -> Tensor:
        unit, log_slope = self.support.to_unit(theta)
        unit = unit.clamp(self.support.low, self.support.high)
        density = self.distribution(self.context(x)).log_prob(unit) + log_slope
        return torch.where(self.support.contains(theta), density, -torch.inf)

    def sample(self, x: Tensor, draws: int) -> Tensor:
        unit = self.distribution(self.context(x)).sample(torch.Size([draws]))
        return self.support.from_unit(unit).transpose(0, 1)
