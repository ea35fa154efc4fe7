"""The prior's support, and the unit coordinates of the parameters that networks work in."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

# Replaces an infinite bound, in unit coordinates: infinity would make gradients NaN.
UNBOUNDED = 1e6


class Support(nn.Module):
    """theta ↔ unit coordinates (value - centre) / width, where value is theta or its logarithm.

    A parameter with a uniform prior then lies in [-1, 1]; one with a normal prior has mean 0 and standard deviation 1.

    Args:
        low: lower bounds of the prior, one a parameter; None for no bound.
        high: upper bounds.
        logarithmic: whether a parameter is taken by its logarithm.
        centre: centre of the prior, of theta or its logarithm.
        width: half width or standard deviation of the prior, of theta or its logarithm.

    >>> support = Support(low=[0.0], high=[10.0], logarithmic=[False], centre=[5.0], width=[5.0])
    >>> support.to_unit(torch.tensor([[10.0]]))[0]
    tensor([[1.]])
    """

    theta_low: Tensor
    theta_high: Tensor
    logarithmic: Tensor
    centre: Tensor
    width: Tensor
    log_width: Tensor
    low: Tensor
    high: Tensor

    def __init__(
        self,
        low: Sequence[float | None],
        high: Sequence[float | None],
        logarithmic: Sequence[bool],
        centre: Sequence[float],
        width: Sequence[float],
    ) -> None:
        super().__init__()
        self._keep("logarithmic", torch.tensor(logarithmic))
        self._keep("centre", torch.tensor(centre, dtype=torch.float32))
        self._keep("width", torch.tensor(width, dtype=torch.float32))
        self._keep("log_width", self.width.log().sum())
        self.has_logarithms = any(logarithmic)
        for name, bounds, sign in (("low", low, -1), ("high", high, 1)):
            # The logarithm of a parameter above 0 has no lower bound.
            none = [bound is None or (by_log and bound <= 0) for bound, by_log in zip(bounds, logarithmic, strict=True)]
            free = torch.tensor(none)
            theta = torch.tensor([sign * torch.inf if bound is None else bound for bound in bounds])
            self._keep(f"theta_{name}", theta)
            unit = self.to_unit(torch.where(free, torch.ones_like(theta), theta))[0]
            self._keep(name, torch.where(free, sign * UNBOUNDED * torch.ones_like(unit), unit))

    def _keep(self, name: str, values: Tensor) -> None:
        """Register a buffer that moves with the device and is not saved: the estimator's description contains it."""
        self.register_buffer(name, values, persistent=False)

    def contains(self, theta: Tensor) -> Tensor:
        """Whether each theta (..., parameters) lies within the prior's bounds, shape (...)."""
        return ((theta >= self.theta_low) & (theta <= self.theta_high)).all(dim=-1)

    def to_unit(self, theta: Tensor) -> tuple[Tensor, Tensor]:
        """Unit coordinates of theta (..., parameters), and log |d unit / d theta|, shape (...)."""
        if not self.has_logarithms:
            return (theta - self.centre) / self.width, self.log_width.expand(theta.shape[:-1]).neg()
        logarithm = theta.clamp(min=torch.finfo(theta.dtype).tiny).log()
        value = torch.where(self.logarithmic, logarithm, theta)
        slope = torch.where(self.logarithmic, -logarithm, torch.zeros_like(theta))
        return (value - self.centre) / self.width, slope.sum(dim=-1) - self.log_width

    def from_unit(self, unit: Tensor) -> Tensor:
        """theta of unit coordinates (..., parameters), clipped to the bounds."""
        value = unit * self.width + self.centre
        value = torch.where(self.logarithmic, value.exp(), value) if self.has_logarithms else value
        return value.clamp(self.theta_low, self.theta_high)


def unbounded(parameters: int) -> Support:
    """A support without bounds, whose unit coordinates are theta itself: flows as usually published."""
    bounds = [None] * parameters
    return Support(bounds, bounds, [False] * parameters, [0.0] * parameters, [1.0] * parameters)
