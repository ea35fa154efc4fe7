"""A conditional autoregressive transform of Pyro's kind, whose densities are truncated normals."""

import math
from collections.abc import Callable
from functools import partial

import torch
from pyro.distributions import constraints
from pyro.distributions.conditional import ConditionalTransformModule
from pyro.distributions.torch_transform import TransformModule
from pyro.nn import ConditionalAutoRegressiveNN
from torch import Tensor, nn

from lfi.nets.context import Estimate

# Scales relative to half the box's width: a posterior narrower than e^-12 of its prior needs a narrower prior.
LOG_SCALE = (-12.0, 4.0)
# Standard deviations beyond which a tail is taken in its asymptotic form.
FAR = -30.0


class TruncatedNormalAutoregressive(TransformModule):
    """Maps the unit cube onto the box [-1, 1]^d, each coordinate by a truncated normal's quantile function.

    theta_k = F⁻¹(u_k; mu_k, s_k), F the distribution function of N(mu_k, s_k²) truncated to [-1, 1], where mu_k and s_k
    are functions of theta_1 … theta_(k-1). With u uniform, theta has the density of a product of truncated normals and
    no mass outside the box.

    Args:
        network: maps theta (..., d) to (mu, log s), each (..., d), autoregressively.
        order: the order of the coordinates in which to invert the network.
    """

    domain = constraints.independent(constraints.unit_interval, 1)
    codomain = constraints.independent(constraints.interval(-1.0, 1.0), 1)
    bijective = True
    autoregressive = True

    def __init__(self, network: Callable[[Tensor], tuple[Tensor, Tensor]], order: Tensor) -> None:
        super().__init__(cache_size=1)
        self.network, self.order = network, order

    def _location_scale(self, theta: Tensor) -> tuple[Tensor, Tensor]:
        mean, log_scale = self.network(theta)
        return mean, log_scale.clamp(*LOG_SCALE).exp()

    def _call(self, u: Tensor) -> Tensor:
        theta = torch.zeros_like(u)
        for k in self.order.tolist():
            mean, scale = self._location_scale(theta)
            value = truncated_quantile(u[..., k], mean[..., k], scale[..., k])
            theta = theta.index_copy(-1, self.order.new_tensor([k]), value[..., None])
        return theta

    def _inverse(self, theta: Tensor) -> Tensor:
        mean, scale = self._location_scale(theta)
        below, above = (-1 - mean) / scale, (1 - mean) / scale
        z = (theta - mean) / scale
        u = (log_interval(below, z) - log_interval(below, above)).exp()
        # A float rounds the last quantiles to 1, which the half-open unit interval does not hold.
        return u.clamp(max=1 - torch.finfo(u.dtype).eps)

    def log_abs_det_jacobian(self, u: Tensor, theta: Tensor) -> Tensor:
        """log |d theta / d u|, shape (...): minus the log density of the truncated normals at theta."""
        mean, scale = self._location_scale(theta)
        z = (theta - mean) / scale
        log_normal = -0.5 * z**2 - scale.log() - 0.5 * math.log(2 * math.pi)
        return (log_interval((-1 - mean) / scale, (1 - mean) / scale) - log_normal).sum(-1)


def log_interval(below: Tensor, above: Tensor) -> Tensor:
    """log(Phi(above) - Phi(below)) for below <= above, stable in both tails."""
    flip = below > 0
    below, above = torch.where(flip, -above, below), torch.where(flip, -below, above)
    low, high = torch.special.log_ndtr(below), torch.special.log_ndtr(above)
    # expm1 of a difference that rounds to zero would give log 0: the smallest step keeps the gradient finite.
    step = torch.finfo(low.dtype).eps
    return high + torch.log(-torch.expm1((low - high).clamp(max=-step)))


def truncated_quantile(u: Tensor, mean: Tensor, scale: Tensor) -> Tensor:
    """Quantile u of N(mean, scale²) truncated to [-1, 1]; computed in double precision, in the nearer tail."""
    u, centre, width = u.double(), mean.double(), scale.double()
    below, above = (-1 - centre) / width, (1 - centre) / width
    flip = below > 0
    u = torch.where(flip, 1 - u, u)
    below, above = torch.where(flip, -above, below), torch.where(flip, -below, above)
    # torch's ndtr loses the tail that its logarithm keeps.
    log_low, log_high = torch.special.log_ndtr(below), torch.special.log_ndtr(above)
    part = u + (1 - u) * (log_low - log_high).exp()
    # Where even doubles end, Phi(z) / Phi(above) ≈ exp((above² - z²) / 2).
    far = -(above**2 - 2 * part.log()).sqrt()
    z = torch.where(above < FAR, far, torch.special.ndtri(part * log_high.exp()))
    z = torch.where(flip, -z, z)
    return (centre + width * z).clamp(-1, 1).to(mean.dtype)


class ConditionalTruncatedNormalAutoregressive(ConditionalTransformModule):
    """``TruncatedNormalAutoregressive`` whose normals sit around an estimate of theta from the data.

    mu = location + scale · a and log s = log scale + b, where the network sees the context and
    (theta - location) / scale and gives (a, b): zero output is the estimate with its residual spread.

    Args:
        network: Pyro's conditional autoregressive net with ``param_dims=[1, 1]``.
    """

    domain = TruncatedNormalAutoregressive.domain
    codomain = TruncatedNormalAutoregressive.codomain
    bijective = True
    bounded = True

    def __init__(self, network: ConditionalAutoRegressiveNN) -> None:
        super().__init__()
        self.network = network
        for parameter in network.layers[-1].parameters():  # start from the linear regression
            nn.init.zeros_(parameter)

    def condition(self, context: Estimate) -> TruncatedNormalAutoregressive:
        return TruncatedNormalAutoregressive(partial(self._location_scale, context), self.network.permutation)

    def _location_scale(self, context: Estimate, theta: Tensor) -> tuple[Tensor, Tensor]:
        location, scale, features = context
        shift, log_stretch = self.network((theta - location) / scale, features)
        return location + scale * shift, scale.log() + log_stretch
