"""Embedding nets: from data of any shape to the context vector that a density estimator is conditioned on."""

import math
from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn


def mlp(inputs: int, hidden: Sequence[int], outputs: int, activation: type[nn.Module] = nn.ReLU) -> nn.Sequential:
    """Linear layers with the activation between them: inputs → hidden → outputs."""
    sizes = [inputs, *hidden, outputs]
    layers: list[nn.Module] = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), activation()]
    return nn.Sequential(*layers[:-1])


class EmbeddingNet(nn.Module):
    """Data (n, *shape) → context vectors (n, features).

    Attributes:
        features: size of the context vector.
        shared: axes of the data, counted from the last, over which one standardisation is shared.
    """

    features: int
    shared: tuple[int, ...] = ()


class Flatten(EmbeddingNet):
    """No embedding: the data themselves, as a vector."""

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
    """Weighted sums over points, the weights a smooth function of where the points lie.

    Feature k of data x at coordinates t is sqrt(1/points) · sum_i w_k(t_i) x_i, w an MLP of the coordinate: a linear
    readout that shares its structure over the points and so has few parameters to learn however many points there
    are. For a linear model it can express the sufficient statistics.

    Args:
        coordinates: shape (points,).
        features: how many sums.
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
