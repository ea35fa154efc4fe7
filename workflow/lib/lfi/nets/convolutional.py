"""An embedding net for series and images."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from lfi.errors import LfiError
from lfi.nets.embeddings import EmbeddingNet


class Convolutional(EmbeddingNet):
    """Convolutions of stride 2, then a linear layer over their output.

    Args:
        shape: shape of one x: the last axis is time, or the last two are an image's; an axis before is channels.
        features: number of outputs.
        dimensions: 1 for series, 2 for images.
        channels: number of channels of each layer.
        kernel: size of the kernels.

    Raises:
        LfiError: the data have too few axes or too many.
    """

    def __init__(
        self, shape: tuple[int, ...], features: int, dimensions: int, channels: Sequence[int], kernel: int
    ) -> None:
        super().__init__()
        if len(shape) - dimensions not in (0, 1):
            raise LfiError(
                f"embedding convolutional: data of shape {shape} are not channels × {dimensions} dimensions; "
                "change dimensions, or use mlp"
            )
        self.features = features
        self.shared = tuple(range(-dimensions, 0))
        self.add_channel = len(shape) == dimensions
        convolution = nn.Conv1d if dimensions == 1 else nn.Conv2d
        sizes = [1 if self.add_channel else shape[0], *channels]
        layers: list[nn.Module] = []
        for before, after in pairwise(sizes):
            layers += [convolution(before, after, kernel, stride=2, padding=kernel // 2), nn.SiLU()]
        self.layers = nn.Sequential(*layers)
        with torch.no_grad():
            flat = self._flat(torch.zeros(1, *shape)).shape[1]
        self.output = nn.Linear(flat, features)

    def _flat(self, x: Tensor) -> Tensor:
        return self.layers(x[:, None] if self.add_channel else x).flatten(1)

    def forward(self, x: Tensor) -> Tensor:
        return self.output(self._flat(x))
