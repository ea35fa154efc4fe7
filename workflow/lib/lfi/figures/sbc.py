"""SBC histograms of every density estimator."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from lfi.diagnostics.sbc import histogram, histogram_band, sbc_verdict
from lfi.figures.levels import read
from lfi.figures.style import colours
from lfi.typing import Array


def plot(parameters: Sequence[str], levels: Mapping[str, Path]) -> Figure:
    """SBC histograms.

    Args:
        parameters: their names.
        levels: files of levels, by estimator.
    """
    return sbc_histograms(parameters, read(levels, "ranks"))


def sbc_histograms(names: Sequence[str], ranks: Mapping[str, Array], bins: int = 20) -> Figure:
    """A column a posterior, a row a parameter: histogram of the truths' ranks relative to a uniform one.

    The grey band holds all bins of a calibrated posterior together with 95 %.

    Args:
        names: of the parameters.
        ranks: by posterior, fractional ranks, shape (datasets, parameters).
        bins: of each histogram.
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
    for column, (posterior, values) in zip(axes.T, ranks.items(), strict=True):
        expected = len(values) / bins
        low, high = histogram_band(len(values), bins, 0.95)
        for axis, counts in zip(column, histogram(values, bins).T / expected, strict=True):
            axis.axhspan(low / expected, high / expected, color="0.3", alpha=0.16, lw=0)
            axis.axhline(1, color="0.3", lw=0.8)
            axis.stairs(counts, edges, baseline=1, fill=True, color=palette[posterior], alpha=0.3)
            axis.stairs(counts, edges, baseline=None, color=palette[posterior], lw=1.3)
        p_value = sbc_verdict(names, values).p_value
        column[0].set_title(f"{posterior}\n{len(values):,} data sets, p = {p_value:.2g}", fontsize=10)
        column[-1].set_xlabel("rank of the truth")
    for axis, name in zip(axes[:, 0], names, strict=True):
        axis.set_ylabel(f"{name}: frequency")
        axis.set_ylim(0, max(2, axis.get_ylim()[1]))
    return figure
