"""Shift and scale to zero mean and unit standard deviation, kept with the network's weights."""

import torch
from torch import Tensor, nn


class Standardize(nn.Module):
    """(x - mean) / sd, elementwise; the identity until ``fit``.

    Args:
        shape: shape of one x, without the batch dimension.
        shared: its axes, counted from the last, over which one mean and sd are shared.
    """

    mean: Tensor
    sd: Tensor

    def __init__(self, shape: tuple[int, ...], shared: tuple[int, ...] = ()) -> None:
        super().__init__()
        self.shared = shared
        own = torch.ones(shape).mean(dim=shared, keepdim=True) if shared else torch.ones(shape)
        self.register_buffer("mean", torch.zeros_like(own))
        self.register_buffer("sd", torch.ones_like(own))

    def fit(self, x: Tensor) -> None:
        """Take mean and standard deviation from a sample x (n, *shape); a constant element keeps scale 1."""
        sd, mean = torch.std_mean(x.double(), dim=(0, *self.shared), correction=0, keepdim=True)
        sd, mean = sd[0], mean[0]
        self.mean.copy_(mean)
        self.sd.copy_(torch.where(sd > 0, sd, torch.ones_like(sd)))

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean) / self.sd

    def inverse(self, z: Tensor) -> Tensor:
        return z * self.sd + self.mean
