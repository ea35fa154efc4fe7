"""Autoregressive mixtures of truncated normals: densities with several modes or curved ridges."""

import math

import torch
from torch import Tensor
from torch.distributions import Categorical
from torch.nn import functional

from lfi.nets.context import Context, Estimate
from lfi.nets.density import ConditionalDensity
from lfi.nets.residual import AutoregressiveNetworks
from lfi.nets.support import Support
from lfi.nets.truncated import truncated_log_density, truncated_quantile
from lfi.nets.truncation import LOG_SCALE

# At the start, the components after the first are within so many residual standard deviations of the linear summary,
# with this log weight.
SPREAD, LITTLE = 1.5, -4.0


class ConditionalMixture(ConditionalDensity):
    """theta_k ~ sum_j w_kj N(mu_kj, s_kj²) truncated to the bounds, all three functions of the parameters before it.

    (Mixture density networks: Bishop 1994; autoregressive ones: Uria, Murray & Larochelle 2013, NeurIPS 26.)

    Args:
        context: maps the data to an ``Estimate``, which the components are placed around.
        support: the prior's support and the unit coordinates of theta.
        width: size of the networks' hidden layers.
        blocks: number of their residual blocks.
        components: number of components of each parameter's mixture.
        dropout: part of the hidden units that is left out in each step of a training.
    """

    def __init__(
        self, context: Context, support: Support, width: int, blocks: int, components: int, dropout: float
    ) -> None:
        super().__init__(context, support)
        parameters = len(support.centre)
        self.components = components
        self.networks_of_parameters = AutoregressiveNetworks(
            parameters, context.features, width, blocks, 3 * components, dropout
        )

    def unit_log_prob(self, unit: Tensor, estimate: Estimate) -> Tensor:
        log_weight, mean, scale = self._components(unit, estimate)
        low, high = self.support.low[:, None], self.support.high[:, None]
        log_density = truncated_log_density(unit[..., None], mean, scale, low, high)
        return torch.logsumexp(log_weight + log_density, dim=-1).sum(dim=-1)

    def unit_sample(self, shape: torch.Size, estimate: Estimate) -> Tensor:
        unit = estimate.location.new_zeros(*shape, *estimate.location.shape)
        for k in self.networks_of_parameters.order.tolist():
            log_weight, mean, scale = (
                values[..., 0, :] for values in self._components(unit, estimate, slice(k, k + 1))
            )
            chosen: Tensor = Categorical(logits=log_weight).sample()[..., None]  # type: ignore[no-untyped-call]
            mean, scale = (values.gather(-1, chosen)[..., 0] for values in (mean, scale))
            unit[..., k] = truncated_quantile(
                torch.randn_like(mean), mean, scale, self.support.low[k], self.support.high[k]
            )
        return unit

    def _components(
        self, unit: Tensor, estimate: Estimate, which: slice = slice(None)
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Log weights, means and scales of the components of the parameters asked for, each (..., d, components)."""
        location, scale, features = estimate
        outputs = self.networks_of_parameters((unit - location) / scale, features, which)
        logits, shift, log_stretch = outputs.unflatten(-1, (3, self.components)).unbind(dim=-2)
        location, scale = location[..., which, None], scale[which, None]
        # Zero output of the networks is the linear regression: the first component is its residual's normal
        # distribution, and the others, spread around it, have little weight.
        spread = torch.linspace(-SPREAD, SPREAD, self.components - 1, device=unit.device)
        shift = shift + functional.pad(spread, (1, 0))
        logits = logits + functional.pad(torch.full_like(spread, LITTLE), (1, 0))
        narrower = functional.pad(torch.full_like(spread, math.log(max(self.components / 2, 1))), (1, 0))
        log_scale = scale.log() + log_stretch - narrower
        return logits.log_softmax(dim=-1), location + scale * shift, log_scale.clamp(*LOG_SCALE).exp()
