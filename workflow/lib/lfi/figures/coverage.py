"""Expected coverage of every density estimator."""

from collections.abc import Mapping
from pathlib import Path

from matplotlib.figure import Figure

from lfi.diagnostics.coverage import coverage_verdict
from lfi.figures.levels import level_curves, read
from lfi.typing import Array


def plot(levels: Mapping[str, Path]) -> Figure:
    """Coverage curves of the files of levels, by estimator."""
    return coverage_plot(read(levels, "coverage"))


def coverage_plot(levels: Mapping[str, Array]) -> Figure:
    """Coverage of highest-density regions less their nominal level, all posteriors in one axes.

    Args:
        levels: by posterior, levels of the regions that just hold the truth, shape (datasets,).
    """
    figure, axis = level_curves(levels, {name: coverage_verdict(values) for name, values in levels.items()})
    axis.set_xlabel("nominal level of the region")
    axis.set_ylabel("fraction of truths inside − level")
    for height, edge, tendency in ((0.9, "top", "conservative"), (0.1, "bottom", "overconfident")):
        axis.text(0.99, height, tendency, ha="right", va=edge, transform=axis.transAxes, color="0.45", fontsize=9)
    return figure
