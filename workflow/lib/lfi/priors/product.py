"""Products of independent priors, and replacement of single parameters' distributions."""

import numpy as np

from lfi.errors import LfiError
from lfi.priors.base import Prior
from lfi.priors.bounded import Uniform
from lfi.priors.families import Distributions, distribution
from lfi.typing import Array


class Product(Prior):
    """The product of independent priors.

    Args:
        *priors: the priors, in the order of the parameters.

    Raises:
        LfiError: there are none, one is not a prior, or two have a parameter of the same name.

    Example:
        >>> from lfi.priors import Normal
        >>> prior = Product(Uniform(m=(-3, 3)), Normal(c=(0, 1)))
        >>> prior.names, prior.low.tolist()
        (('m', 'c'), [-3.0, -inf])
    """

    def __init__(self, *priors: Prior) -> None:
        if not priors or not all(isinstance(prior, Prior) for prior in priors):
            raise LfiError(f"prior Product: needs one or more priors, not {priors!r}")
        self.names = tuple(name for prior in priors for name in prior.names)
        if twice := sorted({name for name in self.names if self.names.count(name) > 1}):
            raise LfiError(f"prior Product: {', '.join(twice)} is in two of its priors; name every parameter once")
        self.priors = priors
        self._edges = np.cumsum([len(prior.names) for prior in priors])[:-1]
        self.low = np.concatenate([prior.low for prior in priors])
        self.high = np.concatenate([prior.high for prior in priors])
        self.logarithmic = np.concatenate([prior.logarithmic for prior in priors])
        self.centre = np.concatenate([prior.centre for prior in priors])
        self.width = np.concatenate([prior.width for prior in priors])

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        return np.concatenate([prior.sample(n, rng) for prior in self.priors], axis=1)

    def log_prob(self, theta: Array) -> Array:
        columns = np.split(theta, self._edges, axis=-1)
        return np.sum([prior.log_prob(part) for prior, part in zip(self.priors, columns, strict=True)], axis=0)

    def cdf(self, theta: Array) -> Array:
        columns = np.split(theta, self._edges, axis=-1)
        return np.concatenate([prior.cdf(part) for prior, part in zip(self.priors, columns, strict=True)], axis=-1)

    def quantile(self, cube: Array) -> Array:
        columns = np.split(cube, self._edges, axis=-1)
        return np.concatenate([prior.quantile(part) for prior, part in zip(self.priors, columns, strict=True)], axis=-1)

    @property
    def has_quantiles(self) -> bool:
        return all(prior.has_quantiles for prior in self.priors)

    def factors(self) -> tuple[Prior, ...]:
        return tuple(factor for prior in self.priors for factor in prior.factors())


def replace(prior: Prior, distributions: Distributions) -> Prior:
    """Replace the distributions of some parameters.

    Args:
        prior: the prior.
        distributions: for each replaced parameter the name of a distribution and its numbers.

    Returns:
        A ``Uniform`` if all parameters are uniform then, a ``Product`` otherwise.

    Raises:
        LfiError: there is no such parameter, it is not independent of the others, or the numbers are no distribution.

    Example:
        >>> replace(Uniform(m=(0, 1), c=(0, 1)), {"m": {"uniform": (0, 5)}}).high.tolist()
        [5.0, 1.0]
    """
    for name in distributions:
        if name not in prior.names:
            raise LfiError(f"prior: no parameter {name!r}; the problem has {', '.join(prior.names)}")
    factors = [_replaced(factor, distributions) for factor in prior.factors()]
    uniform = [factor for factor in factors if isinstance(factor, Uniform)]
    if len(uniform) == len(factors):
        return Uniform(**{name: pair for factor in uniform for name, pair in factor.pairs.items()})
    return Product(*factors)


def _replaced(factor: Prior, distributions: Distributions) -> Prior:
    name, *others = sorted(factor.names, key=lambda parameter: parameter not in distributions)
    if name not in distributions:
        return factor
    if others:
        raise LfiError(
            f"prior of {name}: depends on {', '.join(others)} in the problem's {type(factor).__name__}, "
            "so it cannot be replaced alone; change it there"
        )
    ((family, numbers),) = distributions[name].items()
    return distribution(name, family, numbers)
