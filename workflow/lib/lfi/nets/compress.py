"""Data that span orders of magnitude, on a scale on which a network can read them."""

import torch
from torch import Tensor, nn

# Positive data whose 1 % and 99 % quantiles differ by this factor may be taken by their logarithms.
ORDERS = 20.0
# Data are heavy-tailed if their standard deviation is this many times what a normal distribution of their
# interquartile range has.
TAILS = 1.5
# Quantiles are those of at most this many rows.
ROWS = 1000


class Compress(nn.Module):
    """log(x), or m + s asinh((x - m) / s), or x, elementwise: what the quantiles of the data ask for.

    A network that reads data of a few orders of magnitude on their own scale sees the largest alone. Elements that are
    positive, span more than ``ORDERS`` and are less skewed then are taken by their logarithms; heavy tails are drawn in
    around the median m, beyond the interquartile range's standard deviation s; all others remain as they are. The
    identity until ``fit``.

    Args:
        shape: shape of one x.
        shared: axes of x, counted from the last, that are treated alike.
    """

    logarithmic: Tensor
    heavy: Tensor
    middle: Tensor
    spread: Tensor

    def __init__(self, shape: tuple[int, ...], shared: tuple[int, ...] = ()) -> None:
        super().__init__()
        self.shared = shared
        self._changes: bool | None = None  # not known yet: asked of the buffers once, for a device waits for the answer
        like = torch.ones(shape).mean(dim=shared, keepdim=True) if shared else torch.ones(shape)
        self.register_buffer("logarithmic", torch.zeros_like(like, dtype=torch.bool))
        self.register_buffer("heavy", torch.zeros_like(like, dtype=torch.bool))
        self.register_buffer("middle", torch.zeros_like(like))
        self.register_buffer("spread", torch.ones_like(like))

    def fit(self, x: Tensor) -> None:
        """Choose by the quantiles of a sample x (n, *shape)."""
        rows = x[:: -(-len(x) // ROWS)].double()
        # Axes that are treated alike count as more rows.
        moved = rows.movedim([axis % rows.dim() for axis in self.shared], list(range(1, 1 + len(self.shared))))
        moved = moved.flatten(0, len(self.shared))
        levels = torch.tensor([0.01, 0.25, 0.5, 0.75, 0.99], dtype=torch.float64, device=x.device)
        ranked = moved.sort(dim=0).values
        low, lower, middle, upper, high = ranked[(levels * (len(ranked) - 1)).long()].unbind()
        spread = (upper - lower) / 1.349  # the standard deviation of a normal distribution
        logarithmic = (ranked[0] > 0) & (high > ORDERS * low)
        logarithmic &= _skew(low.log(), middle.log(), high.log()) < _skew(low, middle, high)
        heavy = ~logarithmic & (spread > 0) & (moved.std(dim=0, correction=0) > TAILS * spread)
        for name, values in (("logarithmic", logarithmic), ("heavy", heavy), ("middle", middle), ("spread", spread)):
            buffer = self.get_buffer(name)
            buffer.copy_(values.reshape(buffer.shape))
        self._changes = None

    def forward(self, x: Tensor) -> Tensor:
        if self._changes is None:
            self._changes = bool((self.logarithmic | self.heavy).any())
        if not self._changes:
            return x
        logarithm = x.clamp(min=torch.finfo(x.dtype).tiny).log()
        compressed = self.middle + self.spread * ((x - self.middle) / self.spread).asinh()
        return torch.where(self.logarithmic, logarithm, torch.where(self.heavy, compressed, x))


def _skew(low: Tensor, middle: Tensor, high: Tensor) -> Tensor:
    """How far the median lies from the middle of two quantiles, from 0 to 1."""
    return (high + low - 2 * middle).abs() / (high - low)
