"""A regression: data, predictions, truth, and what is left."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from lfi.data import arrays, simulations
from lfi.figures.style import TRUTH, colours
from lfi.problems.base import Regression
from lfi.typing import Array


def plot(
    problem: Regression, training: Sequence[Path], test: Sequence[Path], evaluations: Mapping[str, Path]
) -> Figure:
    """A regression's data and what its estimators predict at the test inputs.

    Args:
        problem: it knows the noiseless curve.
        training: shards of the training set.
        test: shards of the test set.
        evaluations: files of predictions, by estimator.
    """
    theta, x = simulations.read_set(training)
    _, inputs = simulations.read_set(test)
    predictions = {name: arrays.read(file, ["test"])[0]["test"] for name, file in evaluations.items()}
    return regression(problem, theta, x, inputs, predictions)


def regression(problem: Regression, theta: Array, x: Array, inputs: Array, predictions: Mapping[str, Array]) -> Figure:
    """Data with predictions and truth above, residuals of data and predictions from the truth below.

    Of several parameters the first is drawn, against the first number of x.

    Args:
        problem: it knows the noiseless curve.
        theta: noisy values, shape (rows, parameters).
        x: where they were taken, shape (rows, *data).
        inputs: where the predictions were made, shape (n, *data).
        predictions: by estimator, shape (n, parameters).
    """
    order = np.argsort(_first(inputs))
    t = _first(inputs)[order]
    truth = problem.truth(inputs[order])[:, 0]
    figure, (top, bottom) = plt.subplots(
        2, 1, sharex=True, figsize=(7, 5.5), height_ratios=[2, 1.2], layout="constrained"
    )
    taken, residual = _first(x), theta - problem.truth(x)
    top.plot(taken, theta[:, 0], ".", color="0.75", markersize=2, label="data")
    top.plot(t, truth, "--", color=TRUTH, lw=1, label="truth", zorder=3)
    bottom.plot(taken, residual[:, 0], ".", color="0.8", markersize=2)
    bottom.axhline(0, ls="--", color=TRUTH, lw=1)
    palette = colours(list(predictions))
    for name, values in predictions.items():
        top.plot(t, values[order, 0], color=palette[name], label=name)
        bottom.plot(t, values[order, 0] - truth, color=palette[name])
    top.set_ylabel(problem.parameters[0])
    top.legend()
    bottom.set_ylabel("difference from truth")
    bottom.set_xlabel("x")
    return figure


def _first(x: Array) -> Array:
    """The first number of each x (n, *data), shape (n,)."""
    return x.reshape(len(x), -1)[:, 0]
