"""Context of an estimator: compressed and standardised data, embedding, linear summary."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from lfi.nets.compress import Compress
from lfi.nets.embeddings import EmbeddingNet
from lfi.nets.linear_summary import LinearSummary
from lfi.nets.standardize import Standardize


class Estimate(NamedTuple):
    """Location and scale of theta by the linear summary, and the context vector that a network is conditioned on.

    Attributes:
        location: linear summary of each data set, shape (n, parameters); 0 without one.
        scale: standard deviation of its residual, shape (parameters,); 1 without one.
        features: context vectors, shape (n, context): the embedding, then the linear summary.
    """

    location: Tensor
    scale: Tensor
    features: Tensor


class Context(nn.Module):
    """Data x (n, *shape) → Estimate.

    Args:
        embedding: the embedding net.
        linear_summary: the closed-form estimate of theta; None for location 0 and scale 1.
        shape: shape of one x.
        theta_size: number of parameters.
        standardize: whether x is standardised before the embedding.
        compress: whether data that span orders of magnitude are taken on another scale, before all else.
    """

    def __init__(
        self,
        embedding: EmbeddingNet,
        linear_summary: LinearSummary | None,
        shape: tuple[int, ...],
        theta_size: int,
        standardize: bool,
        compress: bool,
    ) -> None:
        super().__init__()
        self.embedding, self.linear_summary = embedding, linear_summary
        self.compress = Compress(shape, embedding.shared) if compress else None
        self.standardize = Standardize(shape, embedding.shared) if standardize else None
        self.theta_size = theta_size
        self.features = embedding.features + (theta_size if linear_summary else 0)

    def fit(self, theta: Tensor, x: Tensor) -> None:
        """Fit compression, standardisation and linear summary.

        Args:
            theta: parameters, shape (n, parameters).
            x: their data, shape (n, *shape).

        Raises:
            LfiError: there are too few pairs for the linear summary.
        """
        if self.compress:
            self.compress.fit(x)
            x = self.compress(x)
        if self.standardize:
            self.standardize.fit(x)
        if self.linear_summary:
            self.linear_summary.fit(theta, x.flatten(1))

    def forward(self, x: Tensor) -> Estimate:
        """The estimate for each x (n, *shape)."""
        x = self.compress(x) if self.compress else x
        features = self.embedding(self.standardize(x) if self.standardize else x)
        if self.linear_summary is None:
            return Estimate(x.new_zeros(len(x), self.theta_size), x.new_ones(self.theta_size), features)
        location = self.linear_summary(x.flatten(1))
        return Estimate(location, self.linear_summary.residual, torch.cat([features, location], dim=-1))
