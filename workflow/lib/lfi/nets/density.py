"""The interface of density estimators q(theta | x), and those that share a context and unit coordinates."""

from abc import abstractmethod

import torch
from torch import Tensor

from lfi.nets.context import Context, Estimate
from lfi.nets.estimator import Estimator
from lfi.nets.support import Support


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
    def unit_log_prob(self, unit: Tensor, estimate: Estimate) -> Tensor:
        """Log density in unit coordinates, shape (..., n).

        Args:
            unit: unit coordinates within the support, shape (..., n, parameters).
            estimate: of n data sets.
        """

    @abstractmethod
    def unit_sample(self, shape: torch.Size, estimate: Estimate) -> Tensor:
        """Draws in unit coordinates, shape (*shape, n, parameters), by torch's global generator.

        Args:
            shape: shape of the draws for each data set.
            estimate: of n data sets.
        """

    def fit_scales(self, theta: Tensor, x: Tensor) -> None:
        self.context.fit(self.support.to_unit(theta)[0], x)

    def features(self, x: Tensor) -> Tensor:
        return self.context(x).features

    def loss(self, theta: Tensor, x: Tensor) -> Tensor:
        """-log q(theta_i | x_i), shape (n,), in nats; theta is taken to lie within the prior's bounds.

        Args:
            theta: parameters drawn from the prior, shape (n, parameters).
            x: data, shape (n, *shape).
        """
        unit, log_slope = self.support.to_unit(theta)
        return -(self._unit_log_prob(unit, x) + log_slope)

    def log_prob(self, theta: Tensor, x: Tensor) -> Tensor:
        unit, log_slope = self.support.to_unit(theta)
        density = self._unit_log_prob(unit, x) + log_slope
        return torch.where(self.support.contains(theta), density, -torch.inf)

    def _unit_log_prob(self, unit: Tensor, x: Tensor) -> Tensor:
        # Rounding may have carried a theta at a bound across it.
        return self.unit_log_prob(unit.clamp(self.support.low, self.support.high), self.context(x))

    def sample(self, x: Tensor, draws: int) -> Tensor:
        unit = self.unit_sample(torch.Size([draws]), self.context(x))
        return self.support.from_unit(unit).transpose(0, 1)
