"""The problem's table of scores: every posterior and regressor beside what is known."""

import json
from pathlib import Path
from typing import Any

from lfi import problems, seeding, steps
from lfi.data import arrays, checks, posteriors, simulations
from lfi.diagnostics import comparison, scores
from lfi.diagnostics.scores import Score
from lfi.logs import logged
from lfi.typing import Array

Files = dict[str, str]


def compare_posteriors(
    problem: problems.Problem, named: dict[str, Files], training: list[str], test: list[str], seed: int
) -> list[Score]:
    draws = {name: posteriors.read(Path(file)) for name, file in named["draws"].items()}
    rows = comparison.evidence_scores({name: own.log_evidence for name, own in draws.items()})
    checked = {name: checks.read(Path(file)) for name, file in named["checks"].items()}
    observed = {name: list(own.observed) for name, own in draws.items()} | checks.corrected(checked)
    rows += comparison.posterior_scores(problem.parameters, observed, seed)
    weights = {name: [at["log_weights"] for at in own] for name, own in checked.items() if "log_weights" in own[0]}
    rows += comparison.importance_scores(weights)
    levels = read_arrays(named["calibrations"])
    if test:
        theta, x = simulations.read_set([Path(shard) for shard in test])
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


def failure_scores(training: list[str]) -> list[Score]:
    failed, n = simulations.failures([Path(shard) for shard in training])
    return [Score("simulator", "failed_draws", len(failed), None, n, "training set")] if len(failed) else []


def read_arrays(files: Files) -> dict[str, dict[str, Array]]:
    return {name: arrays.read(Path(file))[0] for name, file in files.items()}


def compare_regressors(
    problem: problems.Regression, evaluations: Files, training: list[str], test: list[str], split: list[float]
) -> list[Score]:
    theta, x = simulations.read_set([Path(shard) for shard in training])
    train, validation, _ = simulations.split(len(theta), split)
    parts = {"train": (theta[train], x[train]), "validation": (theta[validation], x[validation])}
    parts["test"] = simulations.read_set([Path(shard) for shard in test])
    return comparison.regression_scores(problem, read_arrays(evaluations), parts)


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
        seed = seeding.integer(p.seed, job.wildcards.problem, "compare")
        table = compare_posteriors(problem, named, files.training, files.test, seed)
    scores.write(Path(job.output[0]), table + speed_scores(named["trainings"], named["timings"]))


if __name__ == "__main__":
    with logged(snakemake.log[0], f"{snakemake.wildcards.problem}/compare") as say:
        steps.run(snakemake, say, lambda: compare(snakemake))
