"""The problem's table of scores: every posterior and regressor beside what is known."""

import json
from pathlib import Path
from typing import Any

from lfi import arrays, posteriors, problems, simulations, steps
from lfi.diagnostics import comparison, scores
from lfi.diagnostics.scores import Score
from lfi.logs import logged

Files = dict[str, str]


def compare_posteriors(
    problem: problems.Problem, draws: Files, evaluations: Files, calibrations: Files, test: list[str]
) -> list[Score]:
    rows = comparison.posterior_scores(problem.parameters, {n: posteriors.read(Path(f)) for n, f in draws.items()})
    if test:
        theta, x = simulations.read_set([Path(shard) for shard in test])
        values = {name: arrays.read(Path(file), ["test"])[0]["test"] for name, file in evaluations.items()}
        densities = {name: value for name, value in values.items() if value.ndim == 1}
        predictions = {name: value for name, value in values.items() if value.ndim == 2}
        rows += comparison.density_scores(problem, densities, theta, x)
        rows += comparison.mean_scores(problem, predictions, x)
    levels = {name: arrays.read(Path(file), ["levels"])[0]["levels"] for name, file in calibrations.items()}
    return rows + comparison.calibration_scores(problem.parameters, levels)


def compare_regressors(
    problem: problems.Regression, evaluations: Files, training: list[str], test: list[str], split: list[float]
) -> list[Score]:
    theta, x = simulations.read_set([Path(shard) for shard in training])
    train, validation, _ = simulations.split(len(theta), split)
    parts = {"train": (theta[train], x[train]), "validation": (theta[validation], x[validation])}
    parts["test"] = simulations.read_set([Path(shard) for shard in test])
    predictions = {name: arrays.read(Path(file))[0] for name, file in evaluations.items()}
    return comparison.regression_scores(problem, predictions, parts)


def speed_scores(trainings: Files, timings: Files) -> list[Score]:
    rows = []
    for name, file in trainings.items():
        facts = json.loads(Path(file).read_text())
        rows.append(Score(name, "train_seconds", facts["train_seconds"], None, facts["steps"], "wall clock, steps"))
    for name, file in timings.items():
        facts = json.loads(Path(file).read_text())
        rows.append(Score(name, "draws_per_second", facts["draws_per_second"], None, facts["draws"], "wall clock"))
    return rows


def compare(job: Any) -> None:
    p, files = job.params, job.input
    problem: Any = problems.load(**p.problem)
    named = {kind: dict(zip(names, files.get(kind), strict=True)) for kind, names in p.names.items()}
    if isinstance(problem, problems.Regression):
        table = compare_regressors(problem, named["evaluations"], files.training, files.test, p.split)
    else:
        table = compare_posteriors(problem, named["draws"], named["evaluations"], named["calibrations"], files.test)
    scores.write(Path(job.output[0]), table + speed_scores(named["trainings"], named["timings"]))


if __name__ == "__main__":
    with logged(snakemake.log[0], f"{snakemake.wildcards.problem}/compare") as say:
        steps.run(snakemake, say, lambda: compare(snakemake))
