"""PP-plot: how often the truth lies below a posterior's quantile."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from lfi.diagnostics.calibration import pp_band, pp_curve, uniformity
from lfi.figures.style import ESTIMATORS
from lfi.typing import Array


def pp_plot(names: Sequence[str], levels: Mapping[str, Array]) -> Figure:
    """One panel an estimator: PP curve less the diagonal for each parameter, with the band of a calibrated posterior.

    Args:
        names: the parameters. levels: by estimator, credible levels of the truths, shape (datasets, parameters).
    """
    grid = np.linspace(0, 1, 401)
    figure, axes = plt.subplots(
        1, len(levels), figsize=(4.2 * len(levels), 3.6), sharey=True, squeeze=False, layout="constrained"
    )
    for axis, (estimator, own) in zip(axes[0], levels.items(), strict=True):
        for probability, alpha in ((0.99, 0.10), (0.95, 0.14), (0.68, 0.18)):
            low, high = pp_band(grid, len(own), probability)
            axis.fill_between(grid, low - grid, high - grid, color="0.3", alpha=alpha, lw=0)
        p_values, combined = uniformity(own)
        for name, curve, p_value, colour in zip(names, pp_curve(own, grid).T, p_values, ESTIMATORS, strict=False):
            axis.plot(grid, curve - grid, color=colour, label=f"{name}: KS p = {p_value:.2g}")
        axis.axhline(0, color="0.3", lw=0.8)
        axis.set_title(f"{estimator}, {len(own):,} data sets, combined p = {combined:.2g}", fontsize=10)
        axis.set_xlabel("credible level")
        axis.legend(loc="lower left", fontsize=8)
    axes[0, 0].set_ylabel("part of truths below − credible level")
    return figure
