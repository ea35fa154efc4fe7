"""Accuracy against number of simulations: the scores of a sweep's trainings."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from lfi.config.sweep import Run
from lfi.diagnostics.predictions import density_scores, mean_scores
from lfi.diagnostics.scores import Score, rmse_score
from lfi.problems.base import Joint, Problem, Regression
from lfi.typing import Array
from lfi.writing import whole


@dataclass(frozen=True)
class SweepScore:
    """One row of ``sweep.csv``: a score of one training.

    Attributes:
        estimator: name of the estimator.
        simulations: number of draws of the training set that it was trained on.
        seed: number of the training among those that differ in nothing else.
        score: what is measured.
        value: the measurement.
        standard_error: its standard error; 0 where it has none.
        n: number of test pairs.
        reference: what it is measured against.
        train_seconds: how long the training took.
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
    """Scores on the test pairs that fall with more simulations.

    Args:
        problem: its exact posterior or noiseless curve, where it is known, is the reference.
        values: by training, log densities (n,) or predictions (n, parameters) of the pairs.
        theta: parameters of the pairs, shape (n, parameters).
        x: data of the pairs, shape (n, *data).

    Returns:
        For densities ``mean_kl`` where the exact posterior is known, else ``nll``. For predictions ``rmse_…``, the
        error relative to the exact posterior mean where it is known, else to the parameters; in a regression to the
        noiseless curve.
    """
    densities = {name: value for name, value in values.items() if value.ndim == 1}
    predictions = {name: value for name, value in values.items() if value.ndim == 2}
    if isinstance(problem, Regression):
        truth = problem.truth(x.astype(float))
        errors = {name: value - truth for name, value in predictions.items()}
        return [_rmse(name, "truth", error, "noiseless curve, test inputs") for name, error in errors.items()]
    assert isinstance(problem, Problem)
    known = problem.exact() is not None
    found = density_scores(problem, densities, theta, x)
    found = [score for score in found if score.score == ("mean_kl" if known else "nll")]
    if known:
        return found + mean_scores(problem, predictions, x)
    return found + [
        _rmse(name, parameter, error, "true parameters, test pairs")
        for name, value in predictions.items()
        for parameter, error in zip(problem.parameters, (value - theta).T, strict=True)
    ]


def _rmse(name: str, of: str, errors: Array, reference: str) -> Score:
    return rmse_score(name, f"rmse_{of}", errors.ravel(), reference)


def gather(runs: Mapping[str, Run], scores: Iterable[Score], seconds: Mapping[str, float]) -> list[SweepScore]:
    """The table, in the order of the scores.

    Args:
        runs: the trainings by name.
        scores: of these; ``posterior`` is the training's name.
        seconds: how long each training took, by name.
    """
    return [
        SweepScore(*runs[name], s.score, s.value, s.standard_error or 0.0, s.n, s.reference, seconds[name])
        for s in scores
        for name in [s.posterior]
    ]


def write(path: Path, rows: Iterable[SweepScore]) -> None:
    """Write the table, whole or not at all.

    Args:
        path: the file, CSV.
        rows: its rows.
    """
    with whole(path) as aside, aside.open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow([field.name for field in fields(SweepScore)])
        for row in rows:
            table.writerow([f"{cell:.8g}" if isinstance(cell, float) else cell for cell in astuple(row)])


def read(path: Path) -> list[SweepScore]:
    """The rows of a table."""
    with path.open(newline="") as file:
        return [
            SweepScore(
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
