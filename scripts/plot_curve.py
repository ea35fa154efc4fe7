"""A regression's data, predictions, truth and residuals."""

from pathlib import Path
from typing import Any

from lfi import problems, steps
from lfi.data import arrays, simulations
from lfi.figures import curve, style
from lfi.logs import logged


def plot(
    problem: dict[str, Any], training: list[str], test: list[str], evaluations: dict[str, str], outputs: list[str]
) -> None:
    style.apply()
    theta, x = simulations.read_set([Path(shard) for shard in training])
    _, inputs = simulations.read_set([Path(shard) for shard in test])
    predictions = {name: arrays.read(Path(file), ["test"])[0]["test"] for name, file in evaluations.items()}
    style.save(
        curve.regression(problems.load(**problem, kind=problems.Regression), theta, x, inputs, predictions), *outputs
    )


if __name__ == "__main__":
    with logged(snakemake.log[0], f"{snakemake.wildcards.problem}/plot_curve") as say:
        steps.run(
            snakemake,
            say,
            lambda: plot(
                problem=snakemake.params.problem,
                training=snakemake.input.training,
                test=snakemake.input.test,
                evaluations=dict(zip(snakemake.params.names, snakemake.input.evaluations, strict=True)),
                outputs=list(snakemake.output),
            ),
        )
