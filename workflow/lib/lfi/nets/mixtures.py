"""Autoregressive mixtures of truncated normals: densities with several modes or curved ridges."""

import math

import torch
from pyro.nn import ConditionalAutoRegressiveNN
from torch import Tensor, nn
from torch.distributions import Categorical

from lfi.nets.context import Context, Estimate
from lfi.nets.density import ConditionalDensity
from lfi.nets.layers import order
from lfi.nets.support import Support
from lfi.nets.truncated import truncated_log_density, truncated_quantile
from lfi.nets.truncation import LOG_SCALE


class ConditionalMixture(ConditionalDensity):
    """theta_k ~ sum_j w_kj N(mu_kj, s_kj²) truncated to the bounds, all three functions of theta_1 … theta_(k-1).

    Args:
        context: maps the data to an ``Estimate``, which the components are placed around.
        support: the prior's support and the unit coordinates of theta.
        hidden: sizes of the hidden layers.
        components: number of components of each parameter's mixture.
    """

    def __init__(self, context: Context, support: Support, hidden: list[int], components: int) -> None:
        super().__init__(context, support)
        parameters = len(support.centre)
        self.network = ConditionalAutoRegressiveNN(
            parameters,
            context.features,
            hidden,
            [components] * 3,
            permutation=order(parameters, 0),
            nonlinearity=nn.SiLU(),
        )
        for parameter in self.network.layers[-1].parameters():  # start from components spread evenly
            nn.init.zeros_(parameter)

    def unit_log_prob(self, unit: Tensor, estimate: Estimate) -> Tensor:
        log_weight, mean, scale = self._components(unit, estimate)
        log_density = truncated_log_density(unit[..., None, :], mean, scale, self.support.low, self.support.high)
        return torch.logsumexp(log_weight + log_density, dim=-2).sum(dim=-1)

    def unit_sample(self, shape: torch.Size, estimate: Estimate) -> Tensor:
        unit = estimate.location.new_zeros(*shape, *estimate.location.shape)
        for k in range(unit.shape[-1]):
            log_weight, mean, scale = (values[..., k] for values in self._components(unit, estimate))
            chosen: Tensor = Categorical(logits=log_weight).sample()[..., None]  # type: ignore[no-untyped-call]
            mean, scale = (values.gather(-1, chosen)[..., 0] for values in (mean, scale))
            unit[..., k] = truncated_quantile(
                torch.randn_like(mean), mean, scale, self.support.low[k], self.support.high[k]
            )
        return unit

    def _components(self, unit: Tensor, estimate: Estimate) -> tuple[Tensor, Tensor, Tensor]:
        """Log weights, means and scales of each parameter's components, each (..., components, d)."""
        location, scale, features = estimate
        logits, shift, log_stretch = self.network((unit - location) / scale, features)
        # Zero output of the network spreads the components evenly around the location.
        components = logits.shape[-2]
        spread = torch.linspace(-1.5, 1.5, components, device=unit.device)[:, None] if components > 1 else 0.0
        log_scale = scale.log() + log_stretch - math.log(max(components / 2, 1))
        mean = location[..., None, :] + scale * (shift + spread)
        return logits.log_softmax(dim=-2), mean, log_scale.clamp(*LOG_SCALE).exp()
