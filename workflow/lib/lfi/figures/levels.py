"""Levels of a diagnostic over many data sets: their files, and their curves less the diagonal."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lfi.data import arrays
from lfi.diagnostics.calibration import ks_band, pp_band, pp_curve
from lfi.diagnostics.verdicts import SIGNIFICANCE, Verdict
from lfi.figures.style import colours, width
from lfi.typing import Array


def read(files: Mapping[str, Path], diagnostic: str) -> dict[str, Array]:
    """The levels of one diagnostic.

    Args:
        files: those of levels, by posterior.
        diagnostic: ``ranks``, ``coverage`` or ``tarp``.

    Returns:
        By posterior, shape (datasets, parameters) for ``ranks``, else (datasets,).
    """
    return {name: arrays.read(file, [diagnostic])[0][diagnostic] for name, file in files.items()}


def level_curves(levels: Mapping[str, Array], verdicts: Mapping[str, Verdict]) -> tuple[Figure, Axes]:
    """Curves less the diagonal in one axes, with the pointwise 95 % band; those that fail leave the dashed lines.

    Args:
        levels: by posterior, shape (datasets,).
        verdicts: of the same posteriors; the legend shows their p-values.
    """
    figure, axis = plt.subplots(figsize=(6.8, 3.6), layout="constrained")
    grid = np.linspace(0, 1, 401)
    datasets = min(map(len, levels.values()))
    low, high = pp_band(grid, datasets, 0.95)
    axis.fill_between(grid, low - grid, high - grid, color="0.3", alpha=0.16, lw=0, label="95 % at each level")
    edge = ks_band(datasets, 1 - SIGNIFICANCE)
    axis.axhline(-edge, color="0.3", lw=0.8, ls="--")
    axis.axhline(edge, color="0.3", lw=0.8, ls="--", label=f"{100 * (1 - SIGNIFICANCE):g} % at all levels")
    axis.axhline(0, color="0.3", lw=0.8)
    palette = colours(list(levels))
    for name, values in levels.items():
        curve = pp_curve(values[:, None], grid)[:, 0]
        label = f"{name}: p = {verdicts[name].p_value:.2g}"
        axis.plot(grid, curve - grid, color=palette[name], lw=width(name), label=label)
    axis.set_title(f"{datasets:,} data sets", fontsize=10)
    figure.legend(loc="outside right upper", fontsize=8)
    return figure, axis
