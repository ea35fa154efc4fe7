"""The prior's support, and the coordinates in which networks see the parameters."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

# Stands for "no bound", in units of the prior's width: infinity itself would give gradients that are no numbers.
UNBOUNDED = 1e6


class Support(nn.Module):
    """theta ↔ unit coordinates: the logarithm where that is natural, then (· - centre) / width.

    A parameter between two bounds then lies in [-1, 1], a normal one around 0 with standard deviation 1.

    Args:
        low, high: the prior's bounds, shape (parameters,); None where there is none.
        logarithmic: whether a parameter's natural coordinate is its logarithm.
        centre, width: where it lies and how wide, in that coordinate.
    """

    theta_low: Tensor
    theta_high: Tensor
    logarithmic: Tensor
    centre: Tensor
    width: Tensor
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
        for name, bounds, sign in (("low", low, -1), ("high", high, 1)):
            free = torch.tensor([bound is None for bound in bounds])
            theta = torch.tensor([sign * torch.inf if bound is None else bound for bound in bounds])
            self._keep(f"theta_{name}", theta)
            unit = self.to_unit(torch.where(free, torch.ones_like(theta), theta))[0]
            self._keep(name, torch.where(free, sign * UNBOUNDED * torch.ones_like(unit), unit))

    def _keep(self, name: str, values: Tensor) -> None:
        """A buffer that moves with the device, and is no part of the weights: the estimator's description has it."""
        self.register_buffer(name, values, persistent=False)

    def contains(self, theta: Tensor) -> Tensor:
        """Whether each theta (..., parameters) has a density above 0 under the prior, shape (...)."""
        return ((theta >= self.theta_low) & (theta <= self.theta_high)).all(dim=-1)

    def to_unit(self, theta: Tensor) -> tuple[Tensor, Tensor]:
        """Unit coordinates (..., parameters), and log |d unit / d theta| (...)."""
        logarithm = theta.clamp(min=torch.finfo(theta.dtype).tiny).log()
        value = torch.where(self.logarithmic, logarithm, theta)
        slope = torch.where(self.logarithmic, -logarithm, torch.zeros_like(theta)) - self.width.log()
        return (value - self.centre) / self.width, slope.sum(dim=-1)

    def from_unit(self, unit: Tensor) -> Tensor:
        """theta of unit coordinates, never outside the support."""
        value = unit * self.width + self.centre
        return torch.where(self.logarithmic, value.exp(), value).clamp(self.theta_low, self.theta_high)


def everything(parameters: int) -> Support:
    """No bounds, and theta as it is: what a flow as usually published works in."""
    nothing = [None] * parameters
    return Support(nothing, nothing, [False] * parameters, [0.0] * parameters, [1.0] * parameters)
