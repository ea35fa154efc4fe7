"""A conditional autoregressive transform for Pyro onto the box between the prior's bounds, by truncated normals."""

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
from lfi.nets.layers import order
from lfi.nets.support import Support
from lfi.nets.truncated import truncated_log_density, truncated_quantile, truncated_score

# Range of log scales, in units of the prior's width: a posterior narrower than e^-12 of that needs a narrower prior.
LOG_SCALE = (-12.0, 4.0)

LocationScale = Callable[[Tensor], tuple[Tensor, Tensor]]


class TruncatedNormalAutoregressive(TransformModule):
    """Maps all of space into the bounds, each coordinate by a truncated normal's quantile function.

    theta_k = F⁻¹(Phi(w_k); mu_k, s_k), F the distribution function of N(mu_k, s_k²) truncated to the bounds, where mu_k
    and s_k are functions of theta_1 … theta_(k-1). With w standard normal, theta has the density of a product of
    truncated normals, and whatever w's distribution no mass outside the bounds.

    Args:
        location_scale: maps theta (..., d) to (mu, s), each (..., d), autoregressively.
        support: the bounds, in the coordinates of theta.
    """

    domain = constraints.real_vector
    codomain = constraints.real_vector
    bijective = True
    autoregressive = True

    def __init__(self, location_scale: LocationScale, support: Support) -> None:
        super().__init__(cache_size=1)
        self.location_scale, self.low, self.high = location_scale, support.low, support.high
        self._latest: tuple[Tensor, tuple[Tensor, Tensor]] | None = None

    def _call(self, w: Tensor) -> Tensor:
        theta = torch.zeros_like(w)
        for k in range(w.shape[-1]):
            mean, scale = self.location_scale(theta)
            value = truncated_quantile(w[..., k], mean[..., k], scale[..., k], self.low[k], self.high[k])
            theta = theta.index_copy(-1, torch.tensor([k], device=w.device), value[..., None])
        return theta

    def _inverse(self, theta: Tensor) -> Tensor:
        return truncated_score(theta, *self._normals(theta), self.low, self.high)

    def log_abs_det_jacobian(self, w: Tensor, theta: Tensor) -> Tensor:
        """log |d theta / d w|, shape (...): the normal density at w over the truncated normals' at theta.

        Args:
            w: standard normal coordinates, shape (..., d).
            theta: their image, shape (..., d).
        """
        log_normal = -0.5 * w**2 - 0.5 * math.log(2 * math.pi)
        return (log_normal - truncated_log_density(theta, *self._normals(theta), self.low, self.high)).sum(-1)

    def _normals(self, theta: Tensor) -> tuple[Tensor, Tensor]:
        """Means and scales at theta; a density asks for them twice, and the network runs once."""
        if self._latest is None or self._latest[0] is not theta:
            self._latest = theta, self.location_scale(theta)
        return self._latest[1]


class ConditionalTruncatedNormalAutoregressive(ConditionalTransformModule):
    """``TruncatedNormalAutoregressive`` whose normals are placed around an estimate of theta from the data.

    mu = location + scale · a and log s = log scale + b, where the network takes the context vector and
    (theta - location) / scale and gives (a, b): zero output is the estimate with its residual spread.

    Args:
        context: size of the context vector.
        hidden: sizes of the hidden layers.
        support: the bounds.
    """

    domain = TruncatedNormalAutoregressive.domain
    codomain = TruncatedNormalAutoregressive.codomain
    bijective = True

    def __init__(self, context: int, hidden: list[int], support: Support) -> None:
        super().__init__()
        parameters = len(support.centre)
        self.support = support
        self.network = ConditionalAutoRegressiveNN(
            parameters, context, hidden, param_dims=[1, 1], permutation=order(parameters, 0)
        )
        for parameter in self.network.layers[-1].parameters():  # start from the linear regression
            nn.init.zeros_(parameter)

    def condition(self, context: Estimate) -> TruncatedNormalAutoregressive:
        return TruncatedNormalAutoregressive(partial(self._location_scale, context), self.support)

    def _location_scale(self, context: Estimate, theta: Tensor) -> tuple[Tensor, Tensor]:
        location, scale, features = context
        shift, log_stretch = self.network((theta - location) / scale, features)
        return location + scale * shift, (scale.log() + log_stretch).clamp(*LOG_SCALE).exp()
