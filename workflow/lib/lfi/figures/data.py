"""The observation with models drawn from the posteriors."""

from collections.abc import Mapping

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from lfi.figures.style import TRUTH, colours, width
from lfi.problems.base import Problem
from lfi.typing import Array


def fitted_models(problem: Problem, x: Array, theta: Array | None, draws: Mapping[str, Array]) -> Figure:
    """Data points, the true model where known, and each posterior's mean; below, its median and central 95 %.

    Args:
        x: the observation, shape (points,). theta: the true parameters. draws: by posterior, shape (draws, parameters).
    """
    t = np.arange(len(x)) if problem.coordinates is None else problem.coordinates
    figure, (top, bottom) = plt.subplots(
        2, 1, sharex=True, figsize=(7, 5.5), height_ratios=[2, 1.2], layout="constrained"
    )
    top.plot(t, x, ".", color="0.65", markersize=4, label="observation")
    palette = colours(list(draws))
    for name, own in draws.items():
        models = problem.model(own)
        baseline = problem.model((own.mean(axis=0) if theta is None else theta)[None])
        low, middle, high = np.quantile(models - baseline, [0.025, 0.5, 0.975], axis=0)
        top.plot(t, models.mean(axis=0), color=palette[name], lw=width(name), label=name)
        if name == next(iter(draws)):
            bottom.fill_between(t, low, high, color=palette[name], alpha=0.15, lw=0)
        bottom.plot(t, middle, color=palette[name], lw=1.2)
        bottom.plot(t, low, color=palette[name], lw=0.6)
        bottom.plot(t, high, color=palette[name], lw=0.6)
    if theta is not None:
        top.plot(t, problem.model(theta[None])[0], "--", color=TRUTH, lw=1, label="truth")
        bottom.axhline(0, ls="--", color=TRUTH, lw=1)
    top.set_ylabel("data")
    top.legend(loc="best", ncols=2)
    bottom.set_ylabel("model − truth" if theta is not None else "model − mean")
    bottom.set_xlabel("coordinate" if problem.coordinates is not None else "element")
    return figure
