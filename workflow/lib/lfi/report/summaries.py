"""What each posterior says of each parameter at an observation: mean, standard deviation, 90 % interval."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from lfi.report.numbers import rounded
from lfi.typing import Array

# Observations that the page has room for, as the figures have.
SHOWN = 5
# Ends of the central 90 % interval.
ENDS = (0.05, 0.95)


class Summary(NamedTuple):
    """One posterior's marginal of one parameter.

    Attributes:
        posterior: its name.
        mean: of the draws, as text.
        sd: of the draws, as text.
        low: lower end of the central 90 % interval, as text.
        high: its upper end, as text.
        places: where low, mean and high lie on the axis that all posteriors of the parameter share, from 0 to 100.
    """

    posterior: str
    mean: str
    sd: str
    low: str
    high: str
    places: tuple[float, float, float]


class Marginals(NamedTuple):
    """All posteriors' marginals of one parameter.

    Attributes:
        parameter: its name.
        truth: its true value, as text; empty where that is unknown.
        place: where the truth lies on the axis; None where it is unknown or beyond its ends.
        rows: the posteriors, in order.
    """

    parameter: str
    truth: str
    place: float | None
    rows: list[Summary]


def summaries(parameters: Sequence[str], draws: Mapping[str, Array], truth: Array | None) -> list[Marginals]:
    """The marginals of each parameter at one observation.

    Args:
        parameters: their names.
        draws: by posterior, shape (draws, parameters).
        truth: shape (parameters,), or None.
    """
    return [
        _marginals(name, {p: theta[:, i] for p, theta in draws.items()}, None if truth is None else float(truth[i]))
        for i, name in enumerate(parameters)
    ]


def _marginals(parameter: str, draws: Mapping[str, Array], truth: float | None) -> Marginals:
    ends = np.array([np.quantile(values, ENDS) for values in draws.values()])
    axis = float(ends.min()), float(ends.max())
    rows = [_summary(name, values, axis) for name, values in draws.items()]
    if truth is None:
        return Marginals(parameter, "", None, rows)
    where, narrowest = _place(truth, axis), min(float(values.std()) for values in draws.values())
    return Marginals(parameter, rounded(truth, narrowest), where if 0 <= where <= 100 else None, rows)


def _summary(posterior: str, values: Array, axis: tuple[float, float]) -> Summary:
    """One row.

    Args:
        posterior: its name.
        values: its draws of one parameter, shape (draws,).
        axis: least and largest end of the intervals of all posteriors.
    """
    low, high = (float(end) for end in np.quantile(values, ENDS))
    mean, sd = float(values.mean()), float(values.std())
    places = _place(low, axis), _place(mean, axis), _place(high, axis)
    return Summary(posterior, rounded(mean, sd), rounded(sd, sd), rounded(low, sd), rounded(high, sd), places)


def _place(value: float, axis: tuple[float, float]) -> float:
    """Where a value lies on the page's axis from 0 to 100, which is a little longer than the given one."""
    start, end = axis
    return round(4 + 92 * (value - start) / ((end - start) or 1.0), 1)
