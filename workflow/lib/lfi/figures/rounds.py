"""What rounds of simulations gained, beside the estimator that was trained on the whole training set."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lfi.diagnostics import scores as table_of_scores
from lfi.diagnostics.rounds import RoundScore, read
from lfi.figures.panels import panels
from lfi.figures.style import TRUTH

# What is shown of each round: the axis's label, and the value.
SHOWN: dict[str, tuple[str, Callable[[RoundScore], float]]] = {
    "c2st": ("C2ST", lambda row: row.c2st),
    "effective_draws": ("effective part of the draws", lambda row: row.effective_draws),
    "log_mass": ("prior's mass that is simulated", lambda row: float(np.exp(row.log_mass))),
}


def plot(estimator: str, simulations: int, draws: int, table: Path, scores: Path) -> Figure:
    """A panel for each measure that is known: a line an observation.

    Args:
        estimator: name of the estimator that the rounds train.
        simulations: number of pairs in the whole training set.
        draws: number of this estimator's posterior draws.
        table: the table of rounds.
        scores: the table of scores.
    """
    rows = read(table)
    known = {name: value for name, (_, value) in SHOWN.items() if not any(np.isnan(value(row)) for row in rows)}
    amortised = {
        score.score: score.value / (draws if score.score == "effective_draws" else 1)
        for score in table_of_scores.read(scores)
        if score.posterior == estimator
    }
    figure, axes = panels(len(known), width=4.4, height=3.6)
    for axis, (name, value) in zip(axes, known.items(), strict=True):
        _lines(axis, rows, value)
        if name in amortised:
            axis.plot(simulations, amortised[name], "s", color=TRUTH, label=f"{estimator}, without rounds")
            axis.legend(fontsize=8)
        axis.set_ylabel(SHOWN[name][0])
        axis.set_xlabel("simulations")
        if name == "log_mass":
            axis.set_yscale("log")
    return figure


def _lines(axis: Axes, rows: Sequence[RoundScore], value: Callable[[RoundScore], float]) -> None:
    for at in dict.fromkeys(row.observation for row in rows):
        chain = [row for row in rows if row.observation == at]
        axis.plot([row.simulations for row in chain], [value(row) for row in chain], "o-", ms=4, alpha=0.8, lw=1.3)
