"""Conditional transforms on all of space, whose networks and splines are Pyro's."""

import torch
from pyro.distributions.transforms.spline import ConditionedSpline
from pyro.nn import ConditionalAutoRegressiveNN, ConditionalDenseNN
from torch import Tensor, nn
from torch.nn import functional

from lfi.errors import LfiError
from lfi.nets.context import Estimate
from lfi.nets.transforms import ConditionalTransform

# A spline is the identity beyond this many standard deviations of the base distribution.
BOUND = 5.0
# Range of the log scales of affine transforms, as in Pyro's.
LOG_SCALE = (-5.0, 3.0)


def order(parameters: int, layer: int) -> Tensor:
    """The order of the parameters in an autoregressive layer: forwards and backwards in turn.

    Args:
        parameters: number of parameters.
        layer: number of layers before this one.

    >>> order(parameters=3, layer=1)
    tensor([2, 1, 0])
    """
    forwards = torch.arange(parameters)
    return forwards.flip(0) if layer % 2 else forwards


def clamp_log_scale(log_scale: Tensor) -> Tensor:
    """The log scale within ``LOG_SCALE``, with the gradient of the identity."""
    return log_scale + (log_scale.clamp(*LOG_SCALE) - log_scale).detach()


class AffineAutoregressive(ConditionalTransform):
    """Shift and scale of each w, functions of those before it (Kingma et al. 2016, NeurIPS 29).

    Drawing takes one pass through the network, a density one pass a parameter: the direction that is usually published.

    Args:
        parameters: number of parameters.
        context: size of the context vector.
        hidden: sizes of the hidden layers.
        layer: number of layers before this one.
    """

    def __init__(self, parameters: int, context: int, hidden: list[int], layer: int) -> None:
        super().__init__()
        permutation = order(parameters, layer)
        self.order: list[int] = permutation.tolist()
        self.network = ConditionalAutoRegressiveNN(parameters, context, hidden, [1, 1], permutation=permutation)

    def forward(self, w: Tensor, estimate: Estimate) -> Tensor:
        shift, log_scale = self.network(w, estimate.features)
        return shift + clamp_log_scale(log_scale).exp() * w

    def inverse(self, theta: Tensor, estimate: Estimate) -> tuple[Tensor, Tensor]:
        w = [torch.zeros_like(theta[..., 0])] * theta.shape[-1]
        log_slope = torch.zeros_like(w[0])
        for k in self.order:
            shift, log_scale = self.network(torch.stack(w, dim=-1), estimate.features)
            log_shrink = -clamp_log_scale(log_scale[..., k])
            w[k] = (theta[..., k] - shift[..., k]) * log_shrink.exp()
            log_slope = log_slope + log_shrink
        return torch.stack(w, dim=-1), log_slope


class SplineAutoregressive(ConditionalTransform):
    """A monotonic rational spline of each parameter, a function of those before it (Durkan et al. 2019, NeurIPS 32).

    The splines map theta to w: a density, which the training needs, then takes one pass through the network, and
    sampling one pass a parameter.

    Args:
        parameters: number of parameters.
        context: size of the context vector.
        hidden: sizes of the hidden layers.
        layer: number of layers before this one.
        bins: number of segments of a spline.
    """

    def __init__(self, parameters: int, context: int, hidden: list[int], layer: int, bins: int = 8) -> None:
        super().__init__()
        sizes = [bins, bins, bins - 1]
        self.network = ConditionalAutoRegressiveNN(
            parameters, context, hidden, sizes, permutation=order(parameters, layer), nonlinearity=nn.SiLU()
        )

    def forward(self, w: Tensor, estimate: Estimate) -> Tensor:
        theta = torch.zeros_like(w)
        for _ in range(w.shape[-1]):  # each pass makes one more parameter right
            theta, _ = self._splines(theta, estimate).spline_op(w, inverse=True)
        return theta

    def inverse(self, theta: Tensor, estimate: Estimate) -> tuple[Tensor, Tensor]:
        w, log_slopes = self._splines(theta, estimate).spline_op(theta)
        return w, log_slopes.sum(dim=-1)

    def _splines(self, theta: Tensor, estimate: Estimate) -> ConditionedSpline:
        """The splines of all parameters; that of each depends on the parameters before it."""
        widths, heights, slopes = (part.mT for part in self.network(theta, estimate.features))
        shapes = widths.softmax(dim=-1), heights.softmax(dim=-1), functional.softplus(slopes), None
        return ConditionedSpline(shapes, BOUND, order="quadratic")


class AffineCoupling(ConditionalTransform):
    """Shift and scale of one half of the parameters, functions of the other half (Dinh et al. 2017, ICLR).

    The halves change roles from one layer to the next.

    Args:
        parameters: number of parameters.
        context: size of the context vector.
        hidden: sizes of the hidden layers.
        layer: number of layers before this one.

    Raises:
        LfiError: there is only one parameter.
    """

    def __init__(self, parameters: int, context: int, hidden: list[int], layer: int) -> None:
        super().__init__()
        if parameters < 2:
            raise LfiError("transform affine_coupling: needs two parameters or more; use spline_autoregressive")
        self.kept = parameters // 2
        moved = parameters - self.kept
        self.flipped = layer % 2 == 1
        self.network = ConditionalDenseNN(self.kept, context, hidden, [moved, moved])

    def forward(self, w: Tensor, estimate: Estimate) -> Tensor:
        kept, moved, shift, log_scale = self._halves(w, estimate)
        return self._joined(kept, shift + log_scale.exp() * moved)

    def inverse(self, theta: Tensor, estimate: Estimate) -> tuple[Tensor, Tensor]:
        kept, moved, shift, log_scale = self._halves(theta, estimate)
        return self._joined(kept, (moved - shift) * (-log_scale).exp()), -log_scale.sum(dim=-1)

    def _halves(self, values: Tensor, estimate: Estimate) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The half that is kept, the half that is moved, and the latter's shift and log scale."""
        values = values.flip(-1) if self.flipped else values
        kept, moved = values[..., : self.kept], values[..., self.kept :]
        shift, log_scale = self.network(kept, estimate.features)
        return kept, moved, shift, clamp_log_scale(log_scale)

    def _joined(self, kept: Tensor, moved: Tensor) -> Tensor:
        values = torch.cat([kept, moved], dim=-1)
        return values.flip(-1) if self.flipped else values
