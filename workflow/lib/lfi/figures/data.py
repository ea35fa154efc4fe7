"""The first observation with the models that the posteriors give."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lfi.data import observations, posteriors
from lfi.figures.panels import at_left, rows_and_columns
from lfi.figures.style import TRUTH, colours, width
from lfi.problems.base import Problem
from lfi.typing import Array

# Most channels that are drawn apart; data of more, or of more axes, are drawn element after element.
CHANNELS = 6


def plot(problem: Problem, observation: Path, draws: Mapping[str, Path]) -> Figure:
    """The first observation, and models at the posterior draws there.

    Args:
        problem: it has a noiseless model.
        observation: file of the observations.
        draws: files of posterior draws, by posterior.
    """
    observed = observations.read(observation)
    theta = {name: posteriors.read(file).theta[0] for name, file in draws.items()}
    figure = fitted_models(problem, *observed[0], theta)
    if len(observed) > 1:
        figure.suptitle(f"the first of {len(observed)} observations")
    return figure


def fitted_models(problem: Problem, x: Array, theta: Array | None, draws: Mapping[str, Array]) -> Figure:
    """A pair of panels for each channel of the data.

    Above: data points, the true model where it is known, and each posterior's mean model. Below: the median and the
    central 95 % of each posterior's models, less the true model, or less that at the first posterior's mean.

    Args:
        problem: it has a noiseless model.
        x: the observation, shape (*data).
        theta: the true parameters, shape (parameters,), or None.
        draws: by posterior, shape (draws, parameters).
    """
    first = next(iter(draws))
    channels = _channels(x[None])[0]
    truth = None if theta is None else _channels(problem.model(theta[None]))[0]
    baseline = _channels(problem.model(draws[first].mean(axis=0)[None]))[0] if truth is None else truth
    models = {name: _channels(problem.model(sample)) for name, sample in draws.items()}
    t, coordinate = _abscissa(problem, channels.shape[1])
    figure, pairs = _pairs(len(channels))
    for i, (top, bottom) in enumerate(pairs):
        top.plot(t, channels[i], ".", color="0.65", markersize=4, label="observation")
        _draw_models(top, bottom, t, {name: values[:, i] for name, values in models.items()}, baseline[i])
        if truth is not None:
            top.plot(t, truth[i], "--", color=TRUTH, lw=1, label="truth")
            bottom.axhline(0, ls="--", color=TRUTH, lw=1)
    _label(pairs, coordinate, "model − truth" if truth is not None else f"model − mean of {first}")
    figure.legend(*pairs[0][0].get_legend_handles_labels(), loc="outside right upper")
    return figure


def _label(pairs: Sequence[tuple[Axes, Axes]], coordinate: str, difference: str) -> None:
    """Titles of several channels, and names of the axes."""
    left = at_left([top for top, _ in pairs])
    for i, (top, bottom) in enumerate(pairs):
        bottom.set_xlabel(coordinate)
        if len(pairs) > 1:
            top.set_title(f"channel {i}", fontsize=10)
        if top in left:
            top.set_ylabel("data")
            bottom.set_ylabel(difference)


def _channels(data: Array) -> Array:
    """Data (n, *data) as (n, channels, points): one channel, unless the data are a few rows of points."""
    several = data.ndim == 3 and data.shape[1] <= CHANNELS
    return data if several else data.reshape(len(data), 1, -1)


def _pairs(n: int) -> tuple[Figure, list[tuple[Axes, Axes]]]:
    """A figure with n pairs of panels, an upper and a lower one, in rows as even as they can be."""
    down, across = rows_and_columns(n)
    figure, grid = plt.subplots(
        2 * down,
        across,
        sharex=True,
        figsize=((8.2 if n == 1 else 4.6 * across + 1.2), 5.5 * down),
        height_ratios=[2, 1.2] * down,
        squeeze=False,
        layout="constrained",
    )
    pairs = list(zip(grid[0::2].flat, grid[1::2].flat, strict=True))
    for pair in pairs[n:]:
        for axis in pair:
            axis.remove()
    for _, bottom in pairs[:n]:
        bottom.tick_params(labelbottom=True)
    return figure, pairs[:n]


def _abscissa(problem: Problem, points: int) -> tuple[Array, str]:
    """Where the points of a channel lie, and what to call that."""
    if problem.coordinates is not None and len(problem.coordinates) == points:
        return problem.coordinates, "coordinate"
    return np.arange(points, dtype=float), "element"


def _draw_models(top: Axes, bottom: Axes, t: Array, models: Mapping[str, Array], baseline: Array) -> None:
    """Models (draws, points) of each posterior: their mean above, their quantiles less a baseline (points,) below."""
    palette = colours(list(models))
    for name, values in models.items():
        low, middle, high = np.quantile(values - baseline, [0.025, 0.5, 0.975], axis=0)
        top.plot(t, values.mean(axis=0), color=palette[name], lw=width(name), label=name)
        if name == next(iter(models)):
            bottom.fill_between(t, low, high, color=palette[name], alpha=0.15, lw=0)
        bottom.plot(t, middle, color=palette[name], lw=1.2)
        bottom.plot(t, low, color=palette[name], lw=0.6)
        bottom.plot(t, high, color=palette[name], lw=0.6)
