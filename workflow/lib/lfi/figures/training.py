"""Training curves of every estimator."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from lfi.data.losses import read
from lfi.figures.panels import at_left, panels
from lfi.figures.style import colours
from lfi.typing import Array

# A loss so many times as far above the lowest as 98 in 100 losses are is a spike.
SPIKE = 2.0


def plot(losses: Mapping[str, Path]) -> Figure:
    """Training curves of the files of losses, by estimator."""
    return curves({name: read(file) for name, file in losses.items()})


def curves(losses: Mapping[str, Mapping[str, Array]]) -> Figure:
    """One panel an estimator: training loss averaged over a two-hundredth of the steps, and validation loss.

    Args:
        losses: by estimator, ``train`` and ``validation`` as rows of (step, loss).
    """
    figure, axes = panels(len(losses), width=4, height=3.2)
    palette = colours(list(losses))
    for axis, (name, sets) in zip(axes, losses.items(), strict=True):
        averaged, validation = _averaged(sets["train"]), sets["validation"]
        axis.plot(*averaged.T, color=palette[name], alpha=0.4, lw=1, label="training")
        axis.plot(*validation.T, color=palette[name], lw=1.5, label="validation")
        low, high = _limits(averaged, validation)
        axis.set_ylim(low, high)
        beyond = np.concatenate([part[part[:, 1] > high, 0] for part in (averaged[len(averaged) // 20 :], validation)])
        if len(beyond):
            axis.plot(beyond, np.full(len(beyond), high), "k^", ms=4, clip_on=False, label="beyond the axis")
        axis.set_title(name, fontsize=10)
        axis.set_xlabel("step")
        axis.legend(loc="upper right", fontsize=8)
    for axis in at_left(axes):
        axis.set_ylabel("loss")
    return figure


def _averaged(train: Array) -> Array:
    """Rows of (step, loss), averaged over a two-hundredth of them."""
    width = max(1, len(train) // 200)
    return train[: len(train) // width * width].reshape(-1, width, 2).mean(axis=1)


def _limits(averaged: Array, validation: Array) -> tuple[float, float]:
    """Limits of the losses' axis. The first steps are outside, and spikes that would leave all else flat."""
    shown = np.concatenate([averaged[len(averaged) // 20 :, 1], validation[:, 1]])
    low, usual = shown.min(), np.quantile(shown, 0.98)
    high = min(shown.max(), low + SPIKE * (usual - low))
    margin = 0.05 * (high - low) + 1e-9
    return low - margin, high + margin
