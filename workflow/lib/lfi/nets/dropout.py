"""Dropout whose random numbers cost little: two bytes for each unit."""

import torch
from torch import Tensor

# Two bytes have so many values.
VALUES = 2**16


def dropout(units: Tensor, part: float) -> Tensor:
    """The units with a random part of them set to zero, and the others scaled to the same mean.

    (Srivastava et al. 2014, J. Mach. Learn. Res. 15, 1929.) ``torch.nn.functional.dropout`` draws a double for each
    unit, which takes longer than the product with the weights.

    Args:
        units: hidden units, of any shape.
        part: part that is left out, rounded to 1/``VALUES``.

    >>> dropout(torch.ones(1000), part=0.75).unique().tolist()
    [0.0, 4.0]
    """
    least = round(part * VALUES) - VALUES // 2
    if least == -VALUES // 2:
        return units
    count, int64 = -(-units.numel() // 4), torch.iinfo(torch.int64)
    drawn = torch.randint(int64.min, int64.max, (count,), dtype=torch.int64, device=units.device)
    values = drawn.view(torch.int16)[: units.numel()].view(units.shape)
    return units * ((values >= least) * (VALUES / (VALUES // 2 - least)))
