"""Shift and scale to zero mean and unit standard deviation, saved with the network's weights."""

import torch
from torch import Tensor, nn


class Standardize(nn.Module):
    """(x - mean) / sd, elementwise; the identity until ``fit``.

    Args:
        shape: shape of one x, without the batch dimension.
        shared: axes of x, counted from the last, that share one mean and standard deviation.
    """

    mean: Tensor
    sd: Tensor

    def __init__(self, shape: tuple[int, ...], shared: tuple[int, ...] = ()) -> None:
        super().__init__()
        self.shared = shared
        sd = torch.ones(shape).mean(dim=shared, keepdim=True) if shared else torch.ones(shape)
        self.register_buffer("mean", torch.zeros_like(sd))
        self.register_buffer("sd", sd)

    def fit(self, x: Tensor) -> None:
        """Set mean and standard deviation to those of a sample x (n, *shape); a constant element keeps sd 1."""
        sd, mean = torch.std_mean(x.double(), dim=(0, *self.shared), correction=0, keepdim=True)
        sd, mean = sd[0], mean[0]
        self.mean.copy_(mean)
        self.sd.copy_(torch.where(sd > 0, sd, torch.ones_like(sd)))

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean) / self.sd

    def inverse(self, z: Tensor) -> Tensor:
        return z * self.sd + self.mean
