"""Shift and scale to zero mean and unit standard deviation, kept with the network's weights."""

import torch
from torch import Tensor, nn


class Standardize(nn.Module):
    """(x - mean) / sd, elementwise; the identity until ``fit``.

    Args:
        shape: shape of one x, without the batch dimension.
    """

    mean: Tensor
    sd: Tensor

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(shape))
        self.register_buffer("sd", torch.ones(shape))

    def fit(self, x: Tensor) -> None:
        """Take mean and standard deviation from a sample x (n, *shape); a constant element keeps scale 1."""
        sd, mean = torch.std_mean(x.double(), dim=0, correction=0)
        self.mean.copy_(mean)
        self.sd.copy_(torch.where(sd > 0, sd, torch.ones_like(sd)))

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean) / self.sd

    def inverse(self, z: Tensor) -> Tensor:
        return z * self.sd + self.mean
