"""The table of scores: every posterior and regressor of a problem beside what is known."""

import json
from collections.abc import Mapping
from pathlib import Path

from lfi import problems, seeding
from lfi.data import arrays, posteriors, simulations
from lfi.data import checks as stored
from lfi.diagnostics import comparison
from lfi.diagnostics import scores as table
from lfi.diagnostics.scores import Score
from lfi.problems.reference import ProblemReference
from lfi.typing import Array

Files = Mapping[str, Path]


def compare(
    subject: tuple[str],
    problem: ProblemReference,
    files: Mapping[str, Files],
    training: list[Path],
    test: list[Path],
    split: list[float],
    seed: int,
    scores: Path,
) -> None:
    """Score every posterior and regressor of a problem.

    Args:
        subject: name of the problem.
        problem: the problem.
        files: by kind, files by name of a posterior or estimator: ``draws``, ``evaluations``, ``levels``, ``checks``,
            ``trainings`` and ``timings``.
        training: shards of the training set.
        test: shards of the test set.
        split: fractions of the training set for train, validation and calibration.
        seed: the master seed.
        scores: the table that is written.
    """
    loaded: problems.Joint = problem.load()
    if isinstance(loaded, problems.Regression):
        rows = compare_regressors(loaded, files["evaluations"], training, test, split)
    else:
        assert isinstance(loaded, problems.Problem)
        rows = compare_posteriors(loaded, files, training, test, seeding.integer(seed, *subject, "compare"))
    table.write(scores, rows + speed_scores(files["trainings"], files["timings"]))


def compare_posteriors(
    problem: problems.Problem, named: Mapping[str, Files], training: list[Path], test: list[Path], seed: int
) -> list[Score]:
    draws = {name: posteriors.read(file) for name, file in named["draws"].items()}
    rows = comparison.evidence_scores({name: own.log_evidence for name, own in draws.items()})
    checked = {name: stored.read(file) for name, file in named["checks"].items()}
    observed = {name: list(own.observed) for name, own in draws.items()} | stored.corrected(checked)
    rows += comparison.posterior_scores(problem.parameters, observed, seed)
    weights = {name: [at["log_weights"] for at in own] for name, own in checked.items() if "log_weights" in own[0]}
    rows += comparison.importance_scores(weights)
    levels = read_arrays(named["levels"])
    if test:
        theta, x = simulations.read_set(test)
        evaluations = read_arrays(named["evaluations"])
        values = {name: own["test"] for name, own in evaluations.items()}
        densities = {name: value for name, value in values.items() if value.ndim == 1}
        predictions = {name: value for name, value in values.items() if value.ndim == 2}
        rows += comparison.density_scores(problem, densities, theta, x)
        rows += comparison.mean_scores(problem, predictions, x)
        exact = draws["exact"].tests if "exact" in draws else None
        rows += comparison.covariance_scores(problem.parameters, evaluations, theta, exact)
    rows += comparison.calibration_scores(problem.parameters, {name: own["ranks"] for name, own in levels.items()})
    rows += comparison.conservativeness_scores({name: own["coverage"] for name, own in levels.items()})
    return rows + failure_scores(training)


def failure_scores(training: list[Path]) -> list[Score]:
    failed, n = simulations.failures(training)
    return [Score("simulator", "failed_draws", len(failed), None, n, "training set")] if len(failed) else []


def read_arrays(files: Files) -> dict[str, dict[str, Array]]:
    return {name: arrays.read(file)[0] for name, file in files.items()}


def compare_regressors(
    problem: problems.Regression, evaluations: Files, training: list[Path], test: list[Path], split: list[float]
) -> list[Score]:
    theta, x = simulations.read_set(training)
    train, validation, _ = simulations.split(len(theta), split)
    parts = {"train": (theta[train], x[train]), "validation": (theta[validation], x[validation])}
    parts["test"] = simulations.read_set(test)
    return comparison.regression_scores(problem, read_arrays(evaluations), parts)


def speed_scores(trainings: Files, timings: Files) -> list[Score]:
    rows = []
    for name, file in trainings.items():
        facts = json.loads(file.read_text())
        rows.append(Score(name, "train_seconds", facts["train_seconds"], None, facts["steps"], "wall clock, steps"))
    for name, file in timings.items():
        facts = json.loads(file.read_text())
        rows.append(Score(name, "draws_per_second", facts["draws_per_second"], None, facts["draws"], "wall clock"))
    return rows
