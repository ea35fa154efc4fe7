"""Conditional normalizing flows q(theta | x)."""

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn

from lfi.nets.context import Context, Estimate
from lfi.nets.density import ConditionalDensity
from lfi.nets.support import Support
from lfi.nets.transforms import ConditionalTransform


class ConditionalFlow(ConditionalDensity):
    """A standard normal distribution pushed through conditional transforms.

    Args:
        context: maps the data to an ``Estimate``.
        support: the prior's support and the unit coordinates of theta.
        transforms: from the normal distribution to theta, one or more.
    """

    def __init__(self, context: Context, support: Support, transforms: Sequence[ConditionalTransform]) -> None:
        super().__init__(context, support)
        self.transforms = nn.ModuleList(transforms)

    def unit_log_prob(self, unit: Tensor, estimate: Estimate) -> Tensor:
        first, *others = (cast("ConditionalTransform", transform) for transform in self.transforms)
        log_slopes = []
        for transform in reversed(others):
            unit, log_slope = transform.inverse(unit, estimate)
            log_slopes.append(log_slope)
        return first.log_prob(unit, estimate) + sum(log_slopes)

    def unit_sample(self, shape: torch.Size, estimate: Estimate) -> Tensor:
        location = estimate.location
        unit = torch.randn(*shape, *location.shape, dtype=location.dtype, device=location.device)
        for transform in self.transforms:
            unit = transform(unit, estimate)
        return unit
