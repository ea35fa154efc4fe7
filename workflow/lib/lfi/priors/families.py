"""The names of distributions in a configuration."""

from collections.abc import Mapping, Sequence

from lfi.priors.base import Prior
from lfi.priors.bounded import LogUniform, Uniform
from lfi.priors.independent import Independent
from lfi.priors.normal import LogNormal, Normal
from lfi.priors.scipy import Scipy, frozen

FAMILIES: Mapping[str, type[Independent]] = {
    "uniform": Uniform,
    "log_uniform": LogUniform,
    "normal": Normal,
    "log_normal": LogNormal,
}
# For each parameter the name of a distribution and its numbers: {"m": {"normal": (0, 1)}}.
Distributions = Mapping[str, Mapping[str, Sequence[float]]]


def distribution(name: str, family: str, numbers: Sequence[float]) -> Prior:
    """The prior of one parameter.

    Args:
        name: the parameter.
        family: one of ``FAMILIES``, or a continuous distribution of ``scipy.stats``.
        numbers: two numbers for one of ``FAMILIES``, otherwise the arguments of SciPy's distribution: shapes, location,
            scale.

    Raises:
        LfiError: there is no such distribution, or the numbers are none of it.

    Example:
        >>> distribution("rate", "gamma", [2.0, 0.0, 3.0]).low.tolist()
        [0.0]
    """
    if family in FAMILIES:
        return FAMILIES[family](**{name: tuple(numbers)})  # type: ignore[arg-type]  # a wrong number of them is said
    return Scipy(**{name: frozen(name, family, numbers)})
