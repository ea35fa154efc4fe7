"""PP-plot: calibration of every density estimator, parameter by parameter."""

from collections.abc import Mapping, Sequence
from itertools import cycle, product
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from lfi.diagnostics.calibration import pp_band, pp_curve, uniformity
from lfi.figures.levels import read
from lfi.figures.panels import at_left, panels
from lfi.figures.style import ESTIMATORS
from lfi.typing import Array

# Dash and colour of a parameter's line; they repeat from the sixteenth parameter on.
LINES = tuple(product(("-", "--", ":"), ESTIMATORS))


def plot(parameters: Sequence[str], levels: Mapping[str, Path]) -> Figure:
    """PP-plot.

    Args:
        parameters: their names.
        levels: files of levels, by estimator.
    """
    return pp_plot(parameters, read(levels, "ranks"))


def pp_plot(names: Sequence[str], ranks: Mapping[str, Array]) -> Figure:
    """One panel an estimator: PP curve less the diagonal for each parameter, with the band of a calibrated posterior.

    Args:
        names: of the parameters.
        ranks: by estimator, credible levels of the truths, shape (datasets, parameters).
    """
    grid = np.linspace(0, 1, 401)
    figure, axes = panels(len(ranks), width=4.2, height=3.6, sharey=True)
    for axis, (estimator, values) in zip(axes, ranks.items(), strict=True):
        for probability, alpha in ((0.99, 0.10), (0.95, 0.14), (0.68, 0.18)):
            low, high = pp_band(grid, len(values), probability)
            axis.fill_between(grid, low - grid, high - grid, color="0.3", alpha=alpha, lw=0)
        p_values, combined = uniformity(values)
        for name, curve, p_value, (dash, colour) in zip(names, pp_curve(values, grid).T, p_values, cycle(LINES)):
            axis.plot(grid, curve - grid, dash, color=colour, label=f"{name}: KS p = {p_value:.2g}")
        axis.axhline(0, color="0.3", lw=0.8)
        axis.set_title(f"{estimator}, {len(values):,} data sets, combined p = {combined:.2g}", fontsize=10)
        axis.set_xlabel("credible level")
        axis.legend(loc="lower left", fontsize=8)
    for axis in at_left(axes):
        axis.set_ylabel("fraction of truths below − credible level")
    return figure
