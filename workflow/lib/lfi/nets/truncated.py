"""Normal distributions truncated to an interval: probability, density and quantiles, stable in both tails."""

import math

import torch
from torch import Tensor

# Bounds below this many standard deviations take the tail in its asymptotic form.
FAR = -30.0
# Bounds are clipped to this many standard deviations: beyond, the gradient of torch's log_ndtr overflows.
FARTHEST = 1e4


def log_interval(below: Tensor, above: Tensor) -> Tensor:
    """log(Phi(above) - Phi(below)), elementwise, stable in both tails.

    Args:
        below: lower bounds of the intervals, in standard deviations.
        above: upper bounds, not less than ``below``.

    >>> log_interval(torch.tensor(-1.0), torch.tensor(1.0)).exp()
    tensor(0.6827)
    """
    below, above = below.clamp(-FARTHEST, FARTHEST), above.clamp(-FARTHEST, FARTHEST)
    flip = below > 0
    below, above = torch.where(flip, -above, below), torch.where(flip, -below, above)
    low, high = torch.special.log_ndtr(below), torch.special.log_ndtr(above)
    # A difference that rounds to zero would give log 0: the smallest step keeps the gradient finite.
    step = torch.finfo(low.dtype).eps
    return high + torch.log(-torch.expm1((low - high).clamp(max=-step)))


def truncated_log_density(theta: Tensor, mean: Tensor, scale: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """Log density of N(mean, scale²) truncated to [low, high] at theta, elementwise.

    Args:
        theta: where the density is taken, within the bounds.
        mean: mean of the normal distribution before truncation.
        scale: its standard deviation.
        low: lower bound.
        high: upper bound.
    """
    log_normal = -0.5 * ((theta - mean) / scale) ** 2 - scale.log() - 0.5 * math.log(2 * math.pi)
    return log_normal - log_interval((low - mean) / scale, (high - mean) / scale)


def truncated_score(theta: Tensor, mean: Tensor, scale: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """The normal score w of theta: Phi(w) = F(theta), F of N(mean, scale²) truncated to [low, high], elementwise.

    Args:
        theta: where the distribution function is taken, within the bounds.
        mean: mean of the normal distribution before truncation.
        scale: its standard deviation.
        low: lower bound.
        high: upper bound.
    """
    below, z, above = ((bound - mean) / scale for bound in (low, theta, high))
    whole = log_interval(below, above)
    lower, upper = log_interval(below, z) - whole, log_interval(z, above) - whole
    # From the nearer tail; scores beyond 12 standard deviations, which a float cannot represent, are clipped.
    nearer = torch.minimum(lower, upper).clamp(min=-75.0, max=-math.log(2)).exp()
    return torch.where(lower < upper, 1.0, -1.0) * torch.special.ndtri(nearer)


def truncated_quantile(w: Tensor, mean: Tensor, scale: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """Inverse of ``truncated_score``: the quantile at level Phi(w), computed in double precision from the nearer tail.

    Args:
        w: normal scores.
        mean: mean of the normal distribution before truncation.
        scale: its standard deviation.
        low: lower bound.
        high: upper bound.
    """
    centre, width = mean.double(), scale.double()
    below, above = (low - centre) / width, (high - centre) / width
    flip = below > 0
    u = torch.special.ndtr(torch.where(flip, -w, w).double())
    below, above = torch.where(flip, -above, below), torch.where(flip, -below, above)
    # log_ndtr is accurate far in the tail, where ndtr underflows.
    log_low, log_high = torch.special.log_ndtr(below), torch.special.log_ndtr(above)
    part = u + (1 - u) * (log_low - log_high).exp()
    # Where doubles underflow too, Phi(z) / Phi(above) ≈ exp((above² - z²) / 2).
    far = -(above**2 - 2 * part.log()).sqrt()
    z = torch.where(above < FAR, far, torch.special.ndtri(part * log_high.exp()))
    z = torch.where(flip, -z, z)
    return torch.clamp(centre + width * z, low.double(), high.double()).to(mean.dtype)
