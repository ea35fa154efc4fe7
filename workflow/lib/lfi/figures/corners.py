"""Corner plots: posteriors over one another, with the truth."""

from collections.abc import Iterable, Mapping, Sequence

import corner
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D

from lfi.figures.style import TRUTH, colours, dashes, width
from lfi.typing import Array

# Probability inside one and two standard deviations of a two-dimensional normal.
CONTOURS = (0.393, 0.865)


def overlay(names: Sequence[str], draws: Mapping[str, Array], theta: Array | None) -> Figure:
    """One corner plot with every posterior in its colour and the truth dashed.

    Args:
        names: of the parameters.
        draws: by posterior, shape (draws, parameters).
        theta: the true parameters, shape (parameters,), or None.
    """
    size = 2.4 * len(names) + 0.6
    figure = plt.figure(figsize=(size, size))
    _corner(figure, names, draws, theta)
    _legend(figure, draws, theta)
    return figure


def side_by_side(
    names: Sequence[str], draws: Mapping[str, Sequence[Array]], thetas: Sequence[Array | None], title: str | None = None
) -> Figure:
    """A corner plot for each data set, side by side.

    Args:
        names: of the parameters.
        draws: by posterior, those for each data set, shape (draws, parameters).
        thetas: the truth behind each data set, shape (parameters,), or None.
        title: of the legend.
    """
    panel = 1.5 * len(names)
    figure = plt.figure(figsize=(panel * len(thetas), panel + 0.4))
    subfigures = figure.subfigures(1, len(thetas), squeeze=False)[0]
    for i, (subfigure, theta) in enumerate(zip(subfigures, thetas, strict=True)):
        _corner(subfigure, names, {name: each[i] for name, each in draws.items()}, theta, small=True)
    _legend(figure, draws, thetas[0], title)
    return figure


def _corner(
    figure: Figure | SubFigure,
    names: Sequence[str],
    draws: Mapping[str, Array],
    theta: Array | None,
    small: bool = False,
) -> None:
    figure.subplots(len(names), len(names))
    palette = colours(list(draws))
    ranges = _ranges(draws)
    for name, sample in draws.items():
        corner.corner(
            sample,
            fig=figure,
            labels=list(names),
            range=ranges,
            bins=30,
            color=palette[name],
            levels=CONTOURS,
            smooth=1.3,
            smooth1d=1.0,
            plot_datapoints=False,
            plot_density=False,
            fill_contours=False,
            no_fill_contours=True,
            max_n_ticks=3,
            weights=np.full(len(sample), 1 / len(sample)),  # as many draws as there are, curves of equal area
            hist_kwargs={"lw": width(name), "ls": dashes(name)},
            contour_kwargs={"linewidths": width(name), "linestyles": dashes(name)},
            label_kwargs={"fontsize": 8 if small else 12},
            labelpad=0.0 if small else -0.1,
        )
    _fit_heights(figure, len(names))
    if theta is not None:
        corner.overplot_lines(figure, theta, color=TRUTH, lw=0.9, ls="--")
    for axis in figure.axes:
        axis.grid(False)
        axis.tick_params(labelsize=6 if small else 8)
        if small:
            axis.xaxis.set_tick_params(rotation=45)


def _fit_heights(figure: Figure | SubFigure, parameters: int) -> None:
    """corner scales each histogram to the posterior drawn last: make room for the highest."""
    for axis in figure.axes[:: parameters + 1]:
        peaks = [np.max(line.get_ydata()) for line in axis.lines]
        axis.set_ylim(0, 1.1 * max(peaks))


def _ranges(draws: Mapping[str, Array]) -> list[tuple[float, float]]:
    """For each parameter what the widest posterior needs."""
    edges = np.stack([np.quantile(sample, [0.0005, 0.9995], axis=0) for sample in draws.values()])
    return list(zip(edges[:, 0].min(axis=0), edges[:, 1].max(axis=0), strict=True))


def _legend(figure: Figure, names: Iterable[str], theta: Array | None, title: str | None = None) -> None:
    palette = colours(list(names))
    handles = [
        Line2D([], [], color=colour, lw=width(name), ls=dashes(name), label=name) for name, colour in palette.items()
    ]
    if theta is not None:
        handles.append(Line2D([], [], color=TRUTH, ls="--", lw=0.9, label="truth"))
    figure.legend(handles=handles, loc="upper right", fontsize=10, title=title)
