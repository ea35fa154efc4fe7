"""Embedding nets: from data of any shape to features, which an estimator is conditioned on."""

import math
from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn


def mlp(inputs: int, hidden: Sequence[int], outputs: int, activation: type[nn.Module] = nn.ReLU) -> nn.Sequential:
    """A multilayer perceptron: linear layers with an activation between them.

    Args:
        inputs: number of inputs.
        hidden: sizes of the hidden layers.
        outputs: number of outputs.
        activation: class of the activation.
    """
    sizes = [inputs, *hidden, outputs]
    layers: list[nn.Module] = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), activation()]
    return nn.Sequential(*layers[:-1])


class EmbeddingNet(nn.Module):
    """Data (n, *shape) → features (n, features).

    Attributes:
        features: number of outputs.
        shared: axes of the data, counted from the last, that share one mean and standard deviation.
    """

    features: int
    shared: tuple[int, ...] = ()


class Flatten(EmbeddingNet):
    """No embedding: the data themselves, as a vector.

    Args:
        shape: shape of one x.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.features = math.prod(shape)

    def forward(self, x: Tensor) -> Tensor:
        return x.flatten(1)


class Mlp(EmbeddingNet):
    """An MLP of the data as a vector.

    Args:
        shape: shape of one x.
        features: number of outputs.
        hidden: sizes of the hidden layers.
    """

    def __init__(self, shape: tuple[int, ...], features: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.features = features
        self.network = mlp(math.prod(shape), hidden, features, nn.SiLU)

    def forward(self, x: Tensor) -> Tensor:
        return self.network(x.flatten(1))


class PointSet(EmbeddingNet):
    """Weighted sums over points; the weights are a smooth function of the points' coordinates.

    Feature k of data x at coordinates t is sqrt(1/points) · sum_i w_k(t_i) x_i, w an MLP of the coordinate: it is
    linear in the data, and its number of weights does not grow with the number of points. For a linear model it can
    express the sufficient statistics.

    Args:
        coordinates: positions of the points, shape (points,).
        features: number of sums.
        hidden: sizes of the hidden layers of w.
    """

    coordinates: Tensor

    def __init__(self, coordinates: Tensor, features: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.features = features
        scaled = (coordinates - coordinates.mean()) / coordinates.std()
        self.register_buffer("coordinates", scaled.float()[:, None])
        self.weight = mlp(1, hidden, features, nn.Tanh)

    def forward(self, x: Tensor) -> Tensor:
        return x.flatten(1) @ self.weight(self.coordinates) / math.sqrt(len(self.coordinates))
