"""The sweep's table: accuracy of every training against the number of simulations that it saw."""

import json
from pathlib import Path
from typing import Any

from lfi import problems, steps
from lfi.config.sweep import Run
from lfi.data import arrays, simulations
from lfi.diagnostics import sweep
from lfi.logs import logged


def gather(
    problem: dict[str, Any],
    runs: dict[str, Run],
    evaluations: list[str],
    trainings: list[str],
    test: list[str],
    output: str,
) -> None:
    pairs = simulations.read_set([Path(shard) for shard in test])
    files = dict(zip(runs, zip(evaluations, trainings, strict=True), strict=True))
    values = {name: arrays.read(Path(file), ["test"])[0]["test"] for name, (file, _) in files.items()}
    seconds = {name: json.loads(Path(file).read_text())["train_seconds"] for name, (_, file) in files.items()}
    scores = sweep.accuracy(problems.load(**problem), values, *pairs)
    sweep.write(Path(output), sweep.gather(runs, scores, seconds))


if __name__ == "__main__":
    with logged(snakemake.log[0], f"{snakemake.wildcards.problem}/sweep") as say:
        steps.run(
            snakemake,
            say,
            lambda: gather(
                problem=snakemake.params.problem,
                runs=snakemake.params.runs,
                evaluations=snakemake.input.evaluations,
                trainings=snakemake.input.trainings,
                test=snakemake.input.test,
                output=snakemake.output[0],
            ),
        )
