"""Training curves of every estimator."""

import csv
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from lfi.figures.style import ESTIMATORS
from lfi.typing import Array


def plot(losses: Mapping[str, Path]) -> Figure:
    """Training curves of the files of losses, by estimator."""
    return curves({name: read_losses(file) for name, file in losses.items()})


def read_losses(path: Path) -> dict[str, Array]:
    """The losses of a training by set, each as rows of (step, loss)."""
    rows: dict[str, list[tuple[float, float]]] = {"train": [], "validation": []}
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            rows[row["set"]].append((float(row["step"]), float(row["loss"])))
    return {name: np.array(values).reshape(-1, 2) for name, values in rows.items()}


def curves(losses: Mapping[str, Mapping[str, Array]]) -> Figure:
    """One panel an estimator: training loss averaged over a two-hundredth of the steps, and validation loss."""
    figure, axes = plt.subplots(1, len(losses), figsize=(4 * len(losses), 3.2), squeeze=False, layout="constrained")
    for axis, (name, own), colour in zip(axes[0], losses.items(), ESTIMATORS, strict=False):
        train, validation = own["train"], own["validation"]
        width = max(1, len(train) // 200)
        averaged = train[: len(train) // width * width].reshape(-1, width, 2).mean(axis=1)
        axis.plot(*averaged.T, color=colour, alpha=0.4, lw=1, label="training")
        axis.plot(*validation.T, color=colour, lw=1.5, label="validation")
        finite = np.concatenate([averaged[len(averaged) // 20 :, 1], validation[:, 1]])
        low, high = finite.min(), np.quantile(finite, 0.98)
        margin = 0.05 * (high - low) + 1e-9
        axis.set_ylim(low - margin, high + margin)  # the first steps are off the scale
        axis.set_title(name, fontsize=10)
        axis.set_xlabel("step")
        axis.legend(loc="upper right", fontsize=8)
    axes[0, 0].set_ylabel("loss")
    return figure
