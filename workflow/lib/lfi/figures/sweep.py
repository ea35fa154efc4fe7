"""Accuracy against number of simulations."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lfi.diagnostics.sweep import SweepScore, read
from lfi.figures.panels import panels
from lfi.figures.style import TRUTH, colours

# Scores of densities, in words; the others are RMSEs.
DENSITY = {"mean_kl": "mean KL to the exact posterior (nats)", "nll": "mean −log q (nats)"}


def plot(table: Path) -> Figure:
    """Accuracy of the trainings in a sweep's table."""
    return accuracy(read(table))


def accuracy(rows: Sequence[SweepScore]) -> Figure:
    """One panel a score: every training a point with its standard error, a line through the medians over seeds."""
    names = list(dict.fromkeys(row.score for row in rows))
    palette = colours(list(dict.fromkeys(row.estimator for row in rows)))
    figure, axes = panels(len(names), width=4.4, height=3.6)
    for axis, name in zip(axes, names, strict=True):
        _panel(axis, [row for row in rows if row.score == name], palette)
    return figure


def _panel(axis: Axes, rows: Sequence[SweepScore], palette: dict[str, str]) -> None:
    first = rows[0]
    for name in dict.fromkeys(row.estimator for row in rows):
        points = sorted((row.simulations, row.value, row.standard_error) for row in rows if row.estimator == name)
        x, y, error = np.array(points).T
        sizes = np.unique(x)
        axis.errorbar(x, y, error, fmt="o", color=palette[name], alpha=0.5, markersize=3.5, elinewidth=1)
        axis.plot(sizes, [np.median(y[x == size]) for size in sizes], "-", color=palette[name], lw=1.5, label=name)
    _scale(axis, rows)
    axis.set_xscale("log")
    ticks = sorted({row.simulations for row in rows})
    axis.set_xticks(ticks, [f"{tick:,}" for tick in ticks], rotation=30 if len(ticks) > 5 else 0)
    axis.xaxis.minorticks_off()
    axis.set_xlabel("simulations")
    axis.set_ylabel(DENSITY.get(first.score) or f"RMSE of {first.score.removeprefix('rmse_')}")
    axis.set_title(f"against {first.reference}, n = {first.n:,}", fontsize=10)
    axis.legend(fontsize=8)


def _scale(axis: Axes, rows: Sequence[SweepScore]) -> None:
    """Logarithmic, where the score falls to 0; a value that cannot be told from 0 has it linear near 0."""
    if rows[0].score == "nll":
        return  # it falls to a number that is not known
    if min(row.value for row in rows) > 0:
        axis.set_yscale("log")
    else:
        axis.set_yscale("symlog", linthresh=max(row.standard_error for row in rows))
        axis.axhline(0, ls="--", color=TRUTH, lw=1, label="exact")
