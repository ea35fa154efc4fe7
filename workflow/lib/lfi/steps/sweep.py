"""The table of a sweep: accuracy of every training against the number of simulations that it was given."""

import json
from collections.abc import Mapping
from pathlib import Path

from lfi.config.sweep import Run
from lfi.data import arrays, simulations
from lfi.diagnostics import sweep as table
from lfi.problems.reference import ProblemReference


def sweep(
    problem: ProblemReference,
    runs: Mapping[str, Run],
    evaluations: Mapping[str, Path],
    trainings: Mapping[str, Path],
    test: list[Path],
    scores: Path,
) -> None:
    """Gather the scores of a sweep's trainings.

    Args:
        problem: the problem.
        runs: the trainings by name.
        evaluations: files of ``evaluate``, by training.
        trainings: files ``training.json``, by training.
        test: shards of the test set.
        scores: the table that is written.
    """
    pairs = simulations.read_set(test)
    values = {name: arrays.read(file, ["test"])[0]["test"] for name, file in evaluations.items()}
    seconds = {name: json.loads(file.read_text())["train_seconds"] for name, file in trainings.items()}
    table.write(scores, table.gather(runs, table.accuracy(problem.load(), values, *pairs), seconds))
