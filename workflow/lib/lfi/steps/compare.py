"""The table of scores: every posterior and regressor of a problem beside what is known."""

import json
from collections.abc import Mapping
from pathlib import Path

from lfi import problems
from lfi.data import arrays, posteriors, simulations
from lfi.data import checks as stored
from lfi.diagnostics import comparison, predictions
from lfi.diagnostics import scores as table
from lfi.problems.reference import ProblemReference

Files = Mapping[str, Path]
# Kinds of files that hold times measured by the clock.
MEASURED = ("trainings", "timings")


def compare(
    problem: ProblemReference,
    files: Mapping[str, Files],
    training: list[Path],
    test: list[Path],
    split: list[float],
    beside: Mapping[str, Path],
    scores: Path,
) -> None:
    """Score every posterior and regressor of a problem.

    Args:
        problem: the problem.
        files: by kind, files by name of a posterior or estimator: ``draws``, ``evaluations``, ``levels``, ``checks``,
            ``trainings`` and ``timings``.
        training: shards of the training set.
        test: shards of the test set.
        split: fractions of the training set for train, validation and calibration.
        beside: tables of the scores beside the reference, by name of the posterior.
        scores: the table that is written.
    """
    loaded: problems.Joint = problem.load()
    facts = {kind: {name: json.loads(file.read_text()) for name, file in files[kind].items()} for kind in MEASURED}
    evaluations = {name: arrays.read(file)[0] for name, file in files["evaluations"].items()}
    if isinstance(loaded, problems.Regression):
        sets = simulations.read_set(training), simulations.read_set(test)
        rows = predictions.regression_scores(loaded, evaluations, *sets, split)
    else:
        assert isinstance(loaded, problems.Problem)
        draws = {name: posteriors.read(file) for name, file in files["draws"].items()}
        checked = {name: stored.read(file) for name, file in files["checks"].items()}
        levels = {name: arrays.read(file)[0] for name, file in files["levels"].items()}
        pairs = simulations.read_set(test) if test else None
        scored = [score for file in beside.values() for score in table.read(file)]
        rows = comparison.inference_scores(loaded, draws, checked, levels, evaluations, pairs, scored)
        failed, n = simulations.failures(training)
        rows += comparison.failure_scores(len(failed), n)
    table.write(scores, rows + comparison.speed_scores(facts["trainings"], facts["timings"]))
