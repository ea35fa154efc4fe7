"""Independent parameters with distributions of ``scipy.stats``."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lfi.errors import LfiError
from lfi.priors.base import Prior
from lfi.typing import Array

# The range of a parameter without two bounds: its quantiles at one normal standard deviation.
QUANTILES = (0.15865525393145707, 0.5, 0.8413447460685429)


class Scipy(Prior):
    """Independent parameters, each with a continuous distribution of SciPy.

    A parameter above 0 without an upper bound is taken by its logarithm.

    Args:
        **distributions: a frozen distribution of each parameter, such as ``scipy.stats.beta(2, 5)``.

    Raises:
        LfiError: there are no parameters, or one has no frozen continuous distribution.

    Example:
        >>> from scipy import stats
        >>> prior = Scipy(fraction=stats.beta(2, 5), mass=stats.truncnorm(-1, 3, loc=1, scale=2))
        >>> prior.low.tolist(), prior.high.tolist()
        ([0.0, -1.0], [1.0, 7.0])
    """

    def __init__(self, **distributions: Any) -> None:
        if not distributions:
            raise LfiError("prior Scipy: has no parameters; name one: a=scipy.stats.beta(2, 5)")
        for name, distribution in distributions.items():
            if not hasattr(distribution, "dist") or not hasattr(distribution, "logpdf"):
                raise LfiError(f"prior of {name}: {distribution!r} is no frozen continuous distribution of scipy.stats")
        self.names, self.distributions = tuple(distributions), dict(distributions)
        each = self.distributions.values()
        self.low, self.high = np.array([distribution.support() for distribution in each], dtype=float).T
        self.logarithmic = (self.low == 0) & np.isinf(self.high)
        spread = np.array([distribution.ppf(QUANTILES) for distribution in each]).T
        self._inside = spread[1]
        below, middle, above = np.where(self.logarithmic, np.log(np.where(self.logarithmic, spread, 1.0)), spread)
        bounded = np.isfinite(self.low) & np.isfinite(self.high)
        ends = np.where(bounded, (self.low, self.high), (below, above))
        self.centre = np.where(bounded, ends.mean(axis=0), middle)
        self.width = (ends[1] - ends[0]) / 2

    def contains(self, theta: Array) -> NDArray[np.bool_]:
        return np.isfinite(self.log_prob(theta))

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        return np.stack([each.rvs(size=n, random_state=rng) for each in self.distributions.values()], axis=-1)

    def log_prob(self, theta: Array) -> Array:
        inside = super().contains(theta)
        columns = np.moveaxis(np.where(inside[..., None], theta, self._inside), -1, 0)
        each = zip(self.distributions.values(), columns, strict=True)
        density = np.sum([distribution.logpdf(column) for distribution, column in each], axis=0)
        return np.where(inside & np.isfinite(density), density, -np.inf)

    def cdf(self, theta: Array) -> Array:
        each = zip(self.distributions.values(), theta.T, strict=True)
        return np.stack([distribution.cdf(column) for distribution, column in each], axis=-1)

    def quantile(self, cube: Array) -> Array:
        each = zip(self.distributions.values(), cube.T, strict=True)
        return np.stack([distribution.ppf(column) for distribution, column in each], axis=-1)

    def factors(self) -> tuple[Prior, ...]:
        return tuple(Scipy(**{name: distribution}) for name, distribution in self.distributions.items())


def frozen(name: str, family: str, numbers: Sequence[float]) -> Any:
    """A frozen distribution of ``scipy.stats``.

    Args:
        name: the parameter, for messages.
        family: name of the distribution.
        numbers: its arguments: shapes, location, scale.

    Raises:
        LfiError: SciPy has no such continuous distribution, or does not take these numbers.
    """
    from scipy import stats  # not at the top: every reading of a configuration imports this module

    known = getattr(stats, family, None)
    if not isinstance(known, stats.rv_continuous):
        raise LfiError(
            f"prior of {name}: no distribution {family!r}; give uniform, log_uniform, normal, log_normal, or a "
            "continuous distribution of scipy.stats, such as beta or gamma"
        )
    try:
        distribution = known(*numbers)
    except TypeError as failure:
        raise LfiError(f"prior of {name}: {family}({', '.join(map(str, numbers))}): {failure}") from None
    if not np.isfinite(distribution.ppf(QUANTILES)).all():
        shapes = ", ".join(filter(None, [known.shapes, "location, scale"]))
        raise LfiError(f"prior of {name}: {family} is no distribution with the numbers {list(numbers)}, its {shapes}")
    return distribution
