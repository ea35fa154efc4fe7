"""Priors made of independent ones, and one distribution set in the place of another."""

from collections.abc import Mapping

import numpy as np

from lfi.errors import LfiError
from lfi.priors.base import Prior
from lfi.priors.independent import FAMILIES, Family, Uniform
from lfi.typing import Array

# By parameter, the name of a family and its two numbers: {"m": {"normal": (0, 1)}}.
Distributions = Mapping[str, Mapping[Family, tuple[float, float]]]


class Product(Prior):
    """Independent priors: ``Product(Uniform(m=(-3, 3)), Normal(c=(0, 1)))``, parameters in that order.

    Raises:
        LfiError: there are none, one is not a prior, or two have a parameter of the same name.
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
        return np.sum([prior.log_prob(own) for prior, own in zip(self.priors, columns, strict=True)], axis=0)

    def factors(self) -> tuple[Prior, ...]:
        return tuple(factor for prior in self.priors for factor in prior.factors())


def replace(prior: Prior, distributions: Distributions) -> Prior:
    """A prior with other distributions of some parameters; uniform where all are uniform.

    Args:
        prior: the prior.
        distributions: by parameter, the name of a family and its two numbers: ``{"m": {"normal": (0, 1)}}``.

    Raises:
        LfiError: there is no such parameter, it is not independent of the others, or the numbers are no distribution.
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
    name, *others = sorted(factor.names, key=lambda own: own not in distributions)
    if name not in distributions:
        return factor
    if others:
        raise LfiError(
            f"prior of {name}: depends on {', '.join(others)} in the problem's {type(factor).__name__}, "
            "so it cannot be replaced alone; change it there"
        )
    ((family, pair),) = distributions[name].items()
    return FAMILIES[family](**{name: pair})
