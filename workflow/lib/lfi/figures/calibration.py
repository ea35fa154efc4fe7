"""Calibration over many data sets: PP-plot, SBC histograms, coverage and TARP curves."""

from collections.abc import Mapping, Sequence
from itertools import cycle, product

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lfi.diagnostics.calibration import ks_band, pp_band, pp_curve, uniformity
from lfi.diagnostics.coverage import coverage_verdict
from lfi.diagnostics.sbc import histogram, histogram_band, sbc_verdict
from lfi.diagnostics.tarp import tarp_verdict
from lfi.diagnostics.verdicts import SIGNIFICANCE, Verdict
from lfi.figures.style import ESTIMATORS, colours, width
from lfi.typing import Array

# Of as many parameters as there may be.
LINES = tuple(product(("-", "--", ":"), ESTIMATORS))


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
        for name, curve, p_value, (dash, colour) in zip(names, pp_curve(own, grid).T, p_values, cycle(LINES)):
            axis.plot(grid, curve - grid, dash, color=colour, label=f"{name}: KS p = {p_value:.2g}")
        axis.axhline(0, color="0.3", lw=0.8)
        axis.set_title(f"{estimator}, {len(own):,} data sets, combined p = {combined:.2g}", fontsize=10)
        axis.set_xlabel("credible level")
        axis.legend(loc="lower left", fontsize=8)
    axes[0, 0].set_ylabel("part of truths below − credible level")
    return figure


def sbc_histograms(names: Sequence[str], ranks: Mapping[str, Array], bins: int = 20) -> Figure:
    """A column a posterior, a row a parameter: histogram of the truths' ranks relative to a uniform one.

    The grey band holds all bins of a calibrated posterior together with 95 %.

    Args:
        names: the parameters. ranks: by posterior, fractional ranks, shape (datasets, parameters).
    """
    figure, axes = plt.subplots(
        len(names),
        len(ranks),
        figsize=(2.8 * len(ranks) + 0.5, 1.7 * len(names) + 0.8),
        sharex=True,
        sharey="row",
        squeeze=False,
        layout="constrained",
    )
    palette, edges = colours(list(ranks)), np.linspace(0, 1, bins + 1)
    for column, (posterior, own) in zip(axes.T, ranks.items(), strict=True):
        expected = len(own) / bins
        low, high = histogram_band(len(own), bins, 0.95)
        for axis, counts in zip(column, histogram(own, bins).T / expected, strict=True):
            axis.axhspan(low / expected, high / expected, color="0.3", alpha=0.16, lw=0)
            axis.axhline(1, color="0.3", lw=0.8)
            axis.stairs(counts, edges, baseline=1, fill=True, color=palette[posterior], alpha=0.3)
            axis.stairs(counts, edges, baseline=None, color=palette[posterior], lw=1.3)
        p_value = sbc_verdict(names, own).p_value
        column[0].set_title(f"{posterior}\n{len(own):,} data sets, p = {p_value:.2g}", fontsize=10)
        column[-1].set_xlabel("rank of the truth")
    for axis, name in zip(axes[:, 0], names, strict=True):
        axis.set_ylabel(f"{name}: frequency")
        axis.set_ylim(0, max(2, axis.get_ylim()[1]))
    return figure


def coverage_plot(levels: Mapping[str, Array]) -> Figure:
    """Coverage of highest-density regions less their nominal level, all posteriors in one axes.

    Args:
        levels: by posterior, levels of the regions that just hold the truth, shape (datasets,).
    """
    figure, axis = _level_curves({name: (own, coverage_verdict(own)) for name, own in levels.items()})
    axis.set_xlabel("nominal level of the region")
    axis.set_ylabel("part of truths inside − level")
    for height, edge, tendency in ((0.9, "top", "conservative"), (0.1, "bottom", "overconfident")):
        axis.text(0.99, height, tendency, ha="right", va=edge, transform=axis.transAxes, color="0.45", fontsize=9)
    return figure


def tarp_plot(levels: Mapping[str, Array]) -> Figure:
    """Coverage of balls around reference points less their nominal level, all posteriors in one axes.

    Args:
        levels: by posterior, levels of the balls that just hold the truth, shape (datasets,).
    """
    figure, axis = _level_curves({name: (own, tarp_verdict(own)) for name, own in levels.items()})
    axis.set_xlabel("part of the draws inside the ball")
    axis.set_ylabel("part of truths inside − part of draws")
    return figure


def _level_curves(levels: Mapping[str, tuple[Array, Verdict]]) -> tuple[Figure, Axes]:
    """Curves less the diagonal, with the pointwise 95 % band; those of verdicts that fail leave the dashed lines."""
    figure, axis = plt.subplots(figsize=(6.8, 3.6), layout="constrained")
    grid = np.linspace(0, 1, 401)
    datasets = min(len(own) for own, _ in levels.values())
    low, high = pp_band(grid, datasets, 0.95)
    axis.fill_between(grid, low - grid, high - grid, color="0.3", alpha=0.16, lw=0, label="95 % at each level")
    edge = ks_band(datasets, 1 - SIGNIFICANCE)
    axis.axhline(-edge, color="0.3", lw=0.8, ls="--")
    axis.axhline(edge, color="0.3", lw=0.8, ls="--", label=f"{100 * (1 - SIGNIFICANCE):.0f} % at all levels")
    axis.axhline(0, color="0.3", lw=0.8)
    palette = colours(list(levels))
    for name, (own, verdict) in levels.items():
        curve = pp_curve(own[:, None], grid)[:, 0]
        axis.plot(grid, curve - grid, color=palette[name], lw=width(name), label=f"{name}: p = {verdict.p_value:.2g}")
    axis.set_title(f"{datasets:,} data sets", fontsize=10)
    figure.legend(loc="outside right upper", fontsize=8)
    return figure, axis
