"""The first observation with the models that the posteriors give."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from lfi.data import observations, posteriors
from lfi.figures.style import TRUTH, colours, width
from lfi.problems.base import Problem
from lfi.typing import Array


def plot(problem: Problem, observation: Path, draws: Mapping[str, Path]) -> Figure:
    """The first observation, and models at the posterior draws there.

    Args:
        problem: it has a noiseless model.
        observation: file of the observations.
        draws: files of posterior draws, by posterior.
    """
    observed = observations.read(observation)
    theta = {name: posteriors.read(file).theta[0] for name, file in draws.items()}
    figure = fitted_models(problem, *observed[0], theta)
    if len(observed) > 1:
        figure.suptitle(f"the first of {len(observed)} observations")
    return figure


def fitted_models(problem: Problem, x: Array, theta: Array | None, draws: Mapping[str, Array]) -> Figure:
    """Data points, the true model where known, and each posterior's mean; below, its median and central 95 %.

    Args:
        problem: it has a noiseless model.
        x: the observation, shape (points,).
        theta: the true parameters, shape (parameters,), or None.
        draws: by posterior, shape (draws, parameters).
    """
    t = np.arange(len(x)) if problem.coordinates is None else problem.coordinates
    figure, (top, bottom) = plt.subplots(
        2, 1, sharex=True, figsize=(7, 5.5), height_ratios=[2, 1.2], layout="constrained"
    )
    top.plot(t, x, ".", color="0.65", markersize=4, label="observation")
    palette = colours(list(draws))
    for name, sample in draws.items():
        models = problem.model(sample)
        baseline = problem.model((sample.mean(axis=0) if theta is None else theta)[None])
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
