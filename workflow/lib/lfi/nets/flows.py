"""Conditional normalizing flows q(theta | x), built from Pyro's conditional transforms."""

from collections.abc import Sequence
from typing import cast

import torch
from pyro import distributions as dist
from pyro.distributions.conditional import ConditionalTransformModule
from pyro.distributions.torch import TransformedDistribution
from torch import Tensor, nn

from lfi.nets.context import Context, Estimate
from lfi.nets.density import ConditionalDensity
from lfi.nets.support import Support


class ConditionalFlow(ConditionalDensity):
    """A normal base distribution pushed through conditional transforms.

    Args:
        context: maps the data to an ``Estimate``.
        support: the prior's support and the unit coordinates of theta.
        transforms: from the base to theta, each conditioned on an ``Estimate``.
    """

    base: Tensor

    def __init__(self, context: Context, support: Support, transforms: Sequence[ConditionalTransformModule]) -> None:
        super().__init__(context, support)
        # Mean 0 and sd 1: buffers move with the device.
        self.register_buffer("base", torch.stack([torch.zeros_like(support.centre), torch.ones_like(support.centre)]))
        self.transforms = nn.ModuleList(transforms)

    def distribution(self, estimate: Estimate) -> TransformedDistribution:
        transforms = [cast("ConditionalTransformModule", layer).condition(estimate) for layer in self.transforms]
        base = dist.Normal(*self.base).expand(estimate.location.shape).to_event(1)
        return TransformedDistribution(base, transforms)
