"""An embedding net for sets of points, whose order does not matter and some of which may be masked."""

import torch
from torch import Tensor, nn

from lfi.errors import LfiError
from lfi.nets.embeddings import EmbeddingNet


class Attention(EmbeddingNet):
    """Self-attention over the points (Vaswani et al. 2017, NeurIPS 30), their mean, and a linear layer.

    Args:
        shape: shape of one x: (points,) or (points, channels).
        features: number of outputs.
        width: size of a point's representation, a multiple of heads.
        heads: number of attention heads.
        layers: number of attention layers.
        masked: the last channel is a mask, 1 for the points that exist and 0 for those that the output ignores.
        coordinates: positions of the points, shape (points,), given to the network as a further channel.

    Raises:
        LfiError: the data are not a set of points, or have no channel besides the mask.
    """

    coordinates: Tensor | None

    def __init__(
        self,
        shape: tuple[int, ...],
        features: int,
        width: int,
        heads: int,
        layers: int,
        masked: bool,
        coordinates: Tensor | None = None,
    ) -> None:
        super().__init__()
        if len(shape) not in (1, 2) or (masked and (len(shape) == 1 or shape[1] < 2)):
            wants = "points × channels, the last channel a mask" if masked else "points, or points × channels"
            raise LfiError(f"embedding attention: data of shape {shape} are not {wants}")
        self.features, self.masked = features, masked
        self.shared = (-len(shape),)
        scaled = None if coordinates is None else ((coordinates - coordinates.mean()) / coordinates.std()).float()
        self.register_buffer("coordinates", scaled)
        channels = (shape[1] if len(shape) == 2 else 1) - masked + (scaled is not None)
        self.points = nn.Linear(channels, width)
        layer = nn.TransformerEncoderLayer(width, heads, 2 * width, dropout=0.0, batch_first=True, norm_first=True)
        self.layers = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.output = nn.Linear(width, features)

    def forward(self, x: Tensor) -> Tensor:
        points = x if x.ndim == 3 else x[..., None]
        # After standardisation a mask of 1 is at or above 0, and a mask of 0 is below.
        present = points[..., -1] >= 0 if self.masked else torch.ones_like(points[..., 0], dtype=torch.bool)
        points = points[..., :-1] if self.masked else points
        if self.coordinates is not None:
            points = torch.cat([points, self.coordinates.expand(len(points), -1)[..., None]], dim=-1)
        represented = self.layers(self.points(points), src_key_padding_mask=~present)
        weight = present[..., None].to(represented.dtype)
        mean = (represented * weight).sum(dim=1) / weight.sum(dim=1).clamp(min=1)
        return self.output(mean)
