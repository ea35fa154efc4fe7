"""Mixtures of priors with the same parameters."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lfi.priors.base import Prior
from lfi.typing import Array


class Mixture(Prior):
    """The mixture of priors with equal weights, such as of those that rounds of simulations were drawn from.

    Args:
        priors: priors of the same parameters; bounds and scales are those of the first.

    Example:
        >>> from lfi.priors import Uniform
        >>> mixture = Mixture([Uniform(a=(0, 4)), Uniform(a=(0, 1))])
        >>> np.exp(mixture.log_prob(np.array([[0.5], [2.0], [5.0]]))).round(3).tolist()
        [0.625, 0.125, 0.0]
    """

    def __init__(self, priors: Sequence[Prior]) -> None:
        self.priors, first = tuple(priors), priors[0]
        self.names, self.low, self.high = first.names, first.low, first.high
        self.logarithmic, self.centre, self.width = first.logarithmic, first.centre, first.width

    def contains(self, theta: Array) -> NDArray[np.bool_]:
        return np.any([prior.contains(theta) for prior in self.priors], axis=0)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        counts = rng.multinomial(n, np.full(len(self.priors), 1 / len(self.priors)))
        draws = [prior.sample(count, rng) for prior, count in zip(self.priors, counts, strict=True)]
        return rng.permutation(np.concatenate(draws))

    def log_prob(self, theta: Array) -> Array:
        each = [prior.log_prob(theta) for prior in self.priors]
        return np.asarray(np.logaddexp.reduce(each, axis=0) - np.log(len(each)))
