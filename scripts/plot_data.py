"""The observation with the models that the posteriors give."""

from pathlib import Path
from typing import Any

from lfi import arrays, posteriors, problems, steps
from lfi.figures import data, style
from lfi.logs import logged


def plot(problem: dict[str, Any], observation: str, draws: dict[str, str], outputs: list[str]) -> None:
    style.apply()
    observed, _ = arrays.read(Path(observation))
    theta = {name: posteriors.read(Path(file)).theta[0] for name, file in draws.items()}
    figure = data.fitted_models(
        problems.load(**problem, kind=problems.Problem), observed["x"], observed.get("theta"), theta
    )
    style.save(figure, *outputs)


if __name__ == "__main__":
    with logged(snakemake.log[0], f"{snakemake.wildcards.problem}/plot_data") as say:
        steps.run(
            snakemake,
            say,
            lambda: plot(
                problem=snakemake.params.problem,
                observation=snakemake.input.observation,
                draws=dict(zip(snakemake.params.names, snakemake.input.draws, strict=True)),
                outputs=list(snakemake.output),
            ),
        )
