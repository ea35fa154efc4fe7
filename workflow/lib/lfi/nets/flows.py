"""Conditional normalizing flows: q(theta | x), built from Pyro's conditional transforms."""

from collections.abc import Sequence
from typing import Protocol

import pyro.distributions as dist
import torch
from pyro.distributions.conditional import ConditionalTransformModule
from pyro.distributions.torch import TransformedDistribution
from pyro.nn import ConditionalAutoRegressiveNN
from torch import Tensor, nn

from lfi.nets.context import Context, Estimate


class Transform(Protocol):
    """What a flow needs of a conditional transform: made from an autoregressive net, conditioned on an estimate.

    Attributes:
        bounded: whether it maps the unit cube onto [-1, 1]^d, or all of space onto itself.
    """

    bounded: bool

    def __call__(self, network: ConditionalAutoRegressiveNN) -> ConditionalTransformModule: ...


class ConditionalFlow(nn.Module):
    """A base distribution pushed through a conditional transform, theta first mapped from the prior box to [-1, 1]^d.

    Args:
        context: what it sees of the data.
        low, high: the prior's support, shape (parameters,).
        transform: the class of the conditional transform. A bounded one has a uniform base and no mass outside the
            box; another one a normal base on unbounded theta.
        hidden: sizes of the hidden layers of the autoregressive net.
    """

    centre: Tensor
    half_width: Tensor
    base: Tensor

    def __init__(
        self, context: Context, low: Tensor, high: Tensor, transform: Transform, hidden: Sequence[int]
    ) -> None:
        super().__init__()
        self.context = context
        self.bounded = transform.bounded
        self.register_buffer("centre", (low + high) / 2 if self.bounded else torch.zeros_like(low))
        self.register_buffer("half_width", (high - low) / 2 if self.bounded else torch.ones_like(low))
        # Mean 0 and sd 1 of the normal base, or bounds 0 and 1 of the uniform one: buffers move with the device.
        self.register_buffer("base", torch.stack([torch.zeros_like(low), torch.ones_like(low)]))
        network = ConditionalAutoRegressiveNN(len(low), context.features, list(hidden), param_dims=[1, 1])
        self.transform = transform(network)

    def fit_scales(self, theta: Tensor, x: Tensor) -> None:
        """Take all standardisations from a sample of theta (n, parameters) and x (n, *shape)."""
        self.context.fit((theta - self.centre) / self.half_width, x)

    def _distribution(self, x: Tensor) -> TransformedDistribution:
        estimate: Estimate = self.context(x)
        base = dist.Uniform(*self.base) if self.bounded else dist.Normal(*self.base)
        return TransformedDistribution(base.to_event(1), [self.transform.condition(estimate)])

    def log_prob(self, theta: Tensor, x: Tensor) -> Tensor:
        """log q(theta_i | x_i) for theta (n, parameters) and x (n, *shape), shape (n,); -inf outside the support."""
        unit = (theta - self.centre) / self.half_width
        if not self.bounded:
            return self._distribution(x).log_prob(unit)
        inside = (unit.abs() <= 1).all(dim=-1)
        density = self._distribution(x).log_prob(unit.clamp(-1, 1)) - self.half_width.log().sum()
        return torch.where(inside, density, -torch.inf)

    def loss(self, theta: Tensor, x: Tensor) -> Tensor:
        """-log q(theta_i | x_i), shape (n,), in nats."""
        return -self.log_prob(theta, x)

    def evaluate(self, theta: Tensor, x: Tensor) -> Tensor:
        """What a flow is judged by: ``log_prob``."""
        return self.log_prob(theta, x)

    def sample(self, x: Tensor, draws: int) -> Tensor:
        """Draws from q(theta | x_i) for each x (n, *shape), shape (n, draws, parameters), by torch's generator."""
        unit = self._distribution(x).sample((draws, len(x))).transpose(0, 1)
        return unit * self.half_width + self.centre
