"""Priors in words."""

from collections.abc import Iterator

from lfi.priors.base import Prior
from lfi.priors.bounded import LogUniform, Uniform
from lfi.priors.correlated import CorrelatedNormal
from lfi.priors.independent import Independent
from lfi.priors.normal import LogNormal, Normal
from lfi.priors.scipy import Scipy

SENTENCES = {
    Uniform: "uniform from {:g} to {:g}",
    LogUniform: "log-uniform from {:g} to {:g}",
    Normal: "normal, mean {:g}, standard deviation {:g}",
    LogNormal: "log-normal, mean {:g} and standard deviation {:g} of the logarithm",
}


def described(prior: Prior) -> dict[str, str]:
    """The distribution of each parameter in words, by its name.

    >>> described(Uniform(m=(-3, 3)))
    {'m': 'uniform from -3 to 3'}
    """
    return {name: text for factor in prior.factors() for name, text in _sentences(factor)}


def _sentences(factor: Prior) -> Iterator[tuple[str, str]]:
    """Of one factor, which has several parameters where these are not independent."""
    if isinstance(factor, Independent) and type(factor) in SENTENCES:
        yield from ((name, SENTENCES[type(factor)].format(*pair)) for name, pair in factor.pairs.items())
    elif isinstance(factor, CorrelatedNormal):
        for name, mean, sd in zip(factor.names, factor.mean, factor.width, strict=True):
            others = ", ".join(other for other in factor.names if other != name)
            yield name, f"normal, mean {mean:g}, standard deviation {sd:g}, correlated with {others}"
    elif isinstance(factor, Scipy):
        for name, each in factor.distributions.items():
            given = [*map("{:g}".format, each.args), *(f"{key} {value:g}" for key, value in each.kwds.items())]
            yield name, f"scipy.stats.{each.dist.name}({', '.join(given)})"
    else:
        yield from ((name, type(factor).__name__) for name in factor.names)
