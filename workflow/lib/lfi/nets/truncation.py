"""A conditional autoregressive transform onto the box between the prior's bounds, by truncated normals."""

import torch
from pyro.nn import ConditionalAutoRegressiveNN
from torch import Tensor, nn

from lfi.nets.context import Estimate
from lfi.nets.layers import order
from lfi.nets.support import Support
from lfi.nets.transforms import ConditionalTransform, standard_normal_log_prob
from lfi.nets.truncated import truncated_log_density, truncated_quantile, truncated_score

# Range of log scales, in units of the prior's width: a posterior narrower than e^-12 of that needs a narrower prior.
LOG_SCALE = (-12.0, 4.0)


class TruncatedNormalAutoregressive(ConditionalTransform):
    """Maps all of space into the bounds, each coordinate by a truncated normal's quantile function.

    theta_k = F⁻¹(Phi(w_k); mu_k, s_k), F the distribution function of N(mu_k, s_k²) truncated to the bounds, where mu_k
    and s_k are functions of theta_1 … theta_(k-1). With w standard normal, theta has the density of a product of
    truncated normals, and whatever w's distribution no mass outside the bounds.

    The normals are placed around an estimate of theta from the data: mu = location + scale · a and log s = log scale +
    b, where the network takes the context vector and (theta - location) / scale and gives (a, b). Zero output is the
    estimate with its residual spread.

    Args:
        context: size of the context vector.
        hidden: sizes of the hidden layers.
        support: the bounds, in the coordinates of theta.
    """

    def __init__(self, context: int, hidden: list[int], support: Support) -> None:
        super().__init__()
        parameters = len(support.centre)
        self.support = support
        self.network = ConditionalAutoRegressiveNN(
            parameters, context, hidden, param_dims=[1, 1], permutation=order(parameters, 0)
        )
        for parameter in self.network.layers[-1].parameters():  # start from the linear regression
            nn.init.zeros_(parameter)

    def forward(self, w: Tensor, estimate: Estimate) -> Tensor:
        low, high = self.support.low, self.support.high
        theta = torch.zeros_like(w)
        for k in range(w.shape[-1]):
            mean, scale = self._normals(theta, estimate)
            value = truncated_quantile(w[..., k], mean[..., k], scale[..., k], low[k], high[k])
            theta = theta.index_copy(-1, torch.tensor([k], device=w.device), value[..., None])
        return theta

    def inverse(self, theta: Tensor, estimate: Estimate) -> tuple[Tensor, Tensor]:
        normals = *self._normals(theta, estimate), self.support.low, self.support.high
        w = truncated_score(theta, *normals)
        return w, truncated_log_density(theta, *normals).sum(dim=-1) - standard_normal_log_prob(w)

    def log_prob(self, theta: Tensor, estimate: Estimate) -> Tensor:
        """Log density of theta where w is standard normal, shape (..., n): that of the truncated normals.

        Args:
            theta: where the density is taken, shape (..., n, d).
            estimate: location, scale and context vector of each data set.
        """
        normals = self._normals(theta, estimate)
        return truncated_log_density(theta, *normals, self.support.low, self.support.high).sum(dim=-1)

    def _normals(self, theta: Tensor, estimate: Estimate) -> tuple[Tensor, Tensor]:
        """Mean and scale of each coordinate's normal at theta, before truncation."""
        location, scale, features = estimate
        shift, log_stretch = self.network((theta - location) / scale, features)
        return location + scale * shift, (scale.log() + log_stretch).clamp(*LOG_SCALE).exp()
