"""Accuracy against number of simulations: the trainings of a sweep, and how far each is from the best there is."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from lfi.config.sweep import Run
from lfi.diagnostics.comparison import density_scores, mean_scores
from lfi.diagnostics.scores import Score, rmse_score
from lfi.problems.base import Joint, Problem, Regression
from lfi.typing import Array
from lfi.writing import whole


@dataclass(frozen=True)
class Row:
    """One row of ``sweep.csv``: a score of one training.

    Attributes:
        estimator, simulations, seed: which training.
        score, value, standard_error, n, reference: as in ``scores.csv``.
        train_seconds: how long it trained.
    """

    estimator: str
    simulations: int
    seed: int
    score: str
    value: float
    standard_error: float
    n: int
    reference: str
    train_seconds: float


def accuracy(problem: Joint, values: Mapping[str, Array], theta: Array, x: Array) -> list[Score]:
    """What falls with more simulations, on the test pairs theta (n, parameters), x (n, *data).

    Args:
        values: by training, log densities (n,) or predictions (n, parameters) of the pairs.

    Returns:
        Of a density ``mean_kl`` where the exact posterior is known, else ``nll``; of predictions ``rmse_…`` to the
        exact posterior mean where it is known, else to the parameters; in a regression to the noiseless curve.
    """
    densities = {name: own for name, own in values.items() if own.ndim == 1}
    predictions = {name: own for name, own in values.items() if own.ndim == 2}
    if isinstance(problem, Regression):
        truth = problem.truth(x.astype(float))
        return [_rmse(name, "truth", own - truth, "noiseless curve, test inputs") for name, own in predictions.items()]
    assert isinstance(problem, Problem)
    known = problem.exact() is not None
    found = density_scores(problem, densities, theta, x)
    found = [own for own in found if own.score == ("mean_kl" if known else "nll")]
    if known:
        return found + mean_scores(problem, predictions, x)
    return found + [
        _rmse(name, parameter, error, "true parameters, test pairs")
        for name, own in predictions.items()
        for parameter, error in zip(problem.parameters, (own - theta).T, strict=True)
    ]


def _rmse(name: str, of: str, errors: Array, reference: str) -> Score:
    return rmse_score(name, f"rmse_{of}", errors.ravel(), reference)


def gather(runs: Mapping[str, Run], scores: Iterable[Score], seconds: Mapping[str, float]) -> list[Row]:
    """The table, in the order of the scores.

    Args:
        runs: the trainings by name. scores: of these. seconds: that each trained.
    """
    return [
        Row(*runs[name], own.score, own.value, own.standard_error or 0.0, own.n, own.reference, seconds[name])
        for own in scores
        for name in [own.posterior]
    ]


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write the table, whole or not at all."""
    with whole(path) as aside, aside.open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow([own.name for own in fields(Row)])
        for row in rows:
            table.writerow([f"{cell:.8g}" if isinstance(cell, float) else cell for cell in astuple(row)])


def read(path: Path) -> list[Row]:
    """The rows of a table."""
    with path.open(newline="") as file:
        return [
            Row(
                row["estimator"],
                int(row["simulations"]),
                int(row["seed"]),
                row["score"],
                float(row["value"]),
                float(row["standard_error"]),
                int(row["n"]),
                row["reference"],
                float(row["train_seconds"]),
            )
            for row in csv.DictReader(file)
        ]
