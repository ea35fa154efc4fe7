"""What every estimator sees of the data: standardised, embedded, and a closed-form estimate of theta."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from lfi.nets.embeddings import EmbeddingNet
from lfi.nets.readout import LinearReadout
from lfi.nets.standardize import Standardize


class Estimate(NamedTuple):
    """What the data say before any network: a location and a scale for theta, and the context vector.

    Shapes: location (n, parameters), scale (parameters,), features (n, context).
    """

    location: Tensor
    scale: Tensor
    features: Tensor


class Context(nn.Module):
    """Data x (n, *shape) → Estimate.

    Args:
        embedding: the embedding net.
        readout: the closed-form estimate of theta, or None: location 0 and scale 1 then.
        shape: shape of one x.
        theta_size: number of parameters.
        standardize: whether x is standardised before the embedding.
    """

    def __init__(
        self,
        embedding: EmbeddingNet,
        readout: LinearReadout | None,
        shape: tuple[int, ...],
        theta_size: int,
        standardize: bool,
    ) -> None:
        super().__init__()
        self.embedding, self.readout = embedding, readout
        self.standardize = Standardize(shape, embedding.shared) if standardize else None
        self.theta_size = theta_size
        self.features = embedding.features + (theta_size if readout else 0)

    def fit(self, theta: Tensor, x: Tensor) -> None:
        """Take the standardisation and the readout from a sample of theta (n, parameters) and x (n, *shape)."""
        if self.standardize:
            self.standardize.fit(x)
        if self.readout:
            self.readout.fit(theta, x.flatten(1))

    def forward(self, x: Tensor) -> Estimate:
        features = self.embedding(self.standardize(x) if self.standardize else x)
        if self.readout is None:
            return Estimate(x.new_zeros(len(x), self.theta_size), x.new_ones(self.theta_size), features)
        location = self.readout(x.flatten(1))
        return Estimate(location, self.readout.residual, torch.cat([features, location], dim=-1))
