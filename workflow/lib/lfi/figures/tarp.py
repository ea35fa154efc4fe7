"""TARP curves of every density estimator."""

from collections.abc import Mapping
from pathlib import Path

from matplotlib.figure import Figure

from lfi.diagnostics.tarp import tarp_verdict
from lfi.figures.levels import level_curves, read
from lfi.typing import Array


def plot(levels: Mapping[str, Path]) -> Figure:
    """TARP curves of the files of levels, by estimator."""
    return tarp_plot(read(levels, "tarp"))


def tarp_plot(levels: Mapping[str, Array]) -> Figure:
    """Coverage of balls around reference points less their nominal level, all posteriors in one axes.

    Args:
        levels: by posterior, levels of the balls that just hold the truth, shape (datasets,).
    """
    figure, axis = level_curves(levels, {name: tarp_verdict(values) for name, values in levels.items()})
    axis.set_xlabel("fraction of draws inside the ball")
    axis.set_ylabel("fraction of truths inside − that of draws")
    return figure
