"""Pyro's conditional transforms on all of space, conditioned on the context vector of an ``Estimate``."""

import torch
from pyro.distributions.transforms import (
    ConditionalAffineAutoregressive,
    ConditionalAffineCoupling,
    ConditionalSplineAutoregressive,
    Permute,
)
from pyro.nn import ConditionalAutoRegressiveNN, ConditionalDenseNN
from torch import Tensor
from torch.distributions import ComposeTransform, Transform

from lfi.errors import LfiError
from lfi.nets.context import Estimate

# A spline is the identity beyond this many standard deviations of the base distribution.
BOUND = 5.0


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


class AffineAutoregressive(ConditionalAffineAutoregressive):
    """Shift and scale of each parameter, functions of those before it (Kingma et al. 2016, NeurIPS 29).

    Args:
        parameters: number of parameters.
        context: size of the context vector.
        hidden: sizes of the hidden layers.
        layer: number of layers before this one.
    """

    def __init__(self, parameters: int, context: int, hidden: list[int], layer: int) -> None:
        super().__init__(
            ConditionalAutoRegressiveNN(parameters, context, hidden, [1, 1], permutation=order(parameters, layer))
        )

    def condition(self, context: Estimate) -> Transform:
        return super().condition(context.features)


class SplineAutoregressive(ConditionalSplineAutoregressive):
    """A monotonic rational spline of each parameter, a function of those before it (Durkan et al. 2019, NeurIPS 32).

    Pyro's transform is inverted: a density, which the training needs, then takes one pass through the network, and
    sampling one pass a parameter.

    Args:
        parameters: number of parameters.
        context: size of the context vector.
        hidden: sizes of the hidden layers.
        layer: number of layers before this one.
        bins: number of segments of a spline.
    """

    def __init__(self, parameters: int, context: int, hidden: list[int], layer: int, bins: int = 8) -> None:
        sizes = [bins, bins, bins - 1]
        network = ConditionalAutoRegressiveNN(
            parameters, context, hidden, sizes, permutation=order(parameters, layer), nonlinearity=torch.nn.SiLU()
        )
        super().__init__(parameters, network, count_bins=bins, bound=BOUND, order="quadratic")

    def condition(self, context: Estimate) -> Transform:
        return super().condition(context.features).inv


class AffineCoupling(ConditionalAffineCoupling):
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

    permutation: Tensor

    def __init__(self, parameters: int, context: int, hidden: list[int], layer: int) -> None:
        if parameters < 2:
            raise LfiError("transform affine_coupling: needs two parameters or more; use spline_autoregressive")
        kept = parameters // 2
        moved = parameters - kept
        super().__init__(kept, ConditionalDenseNN(kept, context, hidden, [moved, moved]))
        self.register_buffer("permutation", order(parameters, layer))

    def condition(self, context: Estimate) -> Transform:
        reorder = Permute(self.permutation)
        return ComposeTransform([reorder, super().condition(context.features), reorder.inv])
