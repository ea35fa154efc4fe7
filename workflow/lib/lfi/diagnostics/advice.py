"""What to do about a verdict that fails: the one or two changes that are most likely to help, from the evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from lfi.diagnostics.verdicts import Verdict
from lfi.typing import Array

# Nats that matter: by which a validation loss still falls, or by which a training fits its own pairs better.
MATTERS = 0.02
# The part of a training in which its validation loss is looked at.
LAST = 0.2
# Diagnostics that no training mends.
OF_SIMULATOR = ("Misspecification", "Predictive check")
# Longest advice, in changes.
CHANGES = 2


class Training(NamedTuple):
    """How a training ended.

    Attributes:
        falls: by how much the validation loss fell in its last part, in nats.
        overfit: by how much its own pairs have a lower loss than the validation part at the end, in nats.
    """

    falls: float
    overfit: float


def training(losses: Mapping[str, Array]) -> Training:
    """How a training ended, by its losses.

    Args:
        losses: ``train`` and ``validation``, each as rows of (step, loss).
    """
    validation, last = losses["validation"], losses["validation"][-1, 1]
    earlier = validation[: max(1, int(np.ceil((1 - LAST) * len(validation)))), 1]
    epoch = losses["train"][-max(1, len(losses["train"]) // len(validation)) :, 1]
    return Training(float(earlier.min() - last), float(last - epoch.mean()))


def changes(ended: Training | None) -> list[str]:
    """What would make an estimator better, most promising first; ``ended`` is None for one that rounds trained."""
    if ended is None:
        return ["more simulations a round, or more rounds", "an embedding that suits the data"]
    found = []
    if ended.overfit > MATTERS:
        more = f"it fits its training part better than the validation part, by {ended.overfit:.2g} nats"
        found.append(f"more simulations, or members: 5 ({more})")
    elif ended.falls > MATTERS:
        found.append(f"more epochs (the validation loss still fell by {ended.falls:.2g} nats in the last fifth)")
    return [*found, "an embedding that suits the data, or a more flexible transform"]


def advised(verdicts: Sequence[Verdict], ended: Training | None, better: str | None = None) -> list[Verdict]:
    """The same verdicts; those that fail end with what to do.

    Args:
        verdicts: on one posterior.
        ended: how its training ended; None for one of several rounds.
        better: a posterior of the same problem that should be used in its place, if there is one.
    """
    instead = [f"use {better}"] if better else []
    return [verdict if verdict.passed else _with(verdict, instead + changes(ended)) for verdict in verdicts]


def _with(verdict: Verdict, found: Sequence[str]) -> Verdict:
    if verdict.diagnostic in OF_SIMULATOR:
        found = ["look at the figure data: what the simulator lacks, such as noise, or the prior excludes"]
    elif verdict.diagnostic == "Importance sampling":
        found = [found[0], "nested sampling (references: nested)"]
    return replace(verdict, says=f"{verdict.says} → {'; '.join(found[:CHANGES])}")
