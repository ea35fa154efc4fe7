"""The learning rate, and the average of the weights, as functions of the step."""

import math
from typing import NamedTuple

# The rate starts at the peak over START and ends at the start over END; Adam's first beta falls as the rate rises.
START, END = 25.0, 1e4
BETAS = (0.95, 0.85)
# Its relative standard deviation in steps is 5 %.
POWER = 17


class Rates(NamedTuple):
    """What a schedule sets in Adam: the learning rate, and the decay of its mean gradient."""

    learning_rate: float
    beta: float


def one_cycle(step: int, steps: int, peak: float, warmup: float) -> Rates:
    """The rates of a step by the one-cycle policy with cosine annealing (Smith & Topin 2018, arXiv:1708.07120).

    A function of the step alone, with the values of ``torch.optim.lr_scheduler.OneCycleLR``: a training that resumes
    has nothing to restore, and a step calls no scheduler.

    Args:
        step: number of the step, from 0.
        steps: number of steps in all.
        peak: largest learning rate.
        warmup: fraction of the steps in which the rate rises.

    >>> one_cycle(step=24, steps=100, peak=1.0, warmup=0.25)
    Rates(learning_rate=1.0, beta=0.85)
    """
    top, last = warmup * steps - 1, steps - 1
    if step < top:
        part, ends, betas = step / top, (peak / START, peak), BETAS
    else:
        part, ends, betas = (step - top) / (last - top), (peak, peak / START / END), BETAS[::-1]
    return Rates(_cosine(*ends, part), _cosine(*betas, part))


def average_weight(step: int) -> float:
    """Weight of the latest weights in their running average: a power function of the steps is averaged over.

    Step s of t counts in proportion to s^``POWER``: the average covers the last twentieth of the training, however long
    that is, and nothing has to be chosen (Karras et al. 2024, arXiv:2312.02696, eq. 1).

    Args:
        step: number of steps done, from 1.

    >>> average_weight(1), round(average_weight(10_000), 4)
    (1.0, 0.0018)
    """
    return 1.0 - (1.0 - 1.0 / step) ** (POWER + 1)


def _cosine(start: float, end: float, part: float) -> float:
    return end + (start - end) / 2 * (1 + math.cos(math.pi * part))
