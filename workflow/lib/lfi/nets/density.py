"""What every density estimator q(theta | x) has, whatever its family."""

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
    """A conditional density of theta given x, without mass outside the prior's support."""

    @abstractmethod
    def log_prob(self, theta: Tensor, x: Tensor) -> Tensor:
        """log q(theta_i | x_i) for theta (..., n, parameters) and x (n, *shape), shape (..., n).

        It is -inf outside the support. What the network sees of x is computed once for any number of theta.
        """

    @abstractmethod
    def sample(self, x: Tensor, draws: int) -> Tensor:
        """Draws from q(theta | x_i) for each x (n, *shape), shape (n, draws, parameters), by torch's generator."""

    def loss(self, theta: Tensor, x: Tensor) -> Tensor:
        """-log q(theta_i | x_i), shape (n,), in nats."""
        return -self.log_prob(theta, x)

    def evaluate(self, theta: Tensor, x: Tensor) -> Tensor:
        """What a density estimator is judged by: ``log_prob``."""
        return self.log_prob(theta, x)


class ConditionalDensity(DensityEstimator):
    """A density in unit coordinates, conditioned on what one context says of the data.

    Args:
        context: what it sees of the data.
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
