"""The first observation with the models that the posteriors give."""

from pathlib import Path
from typing import Any

from lfi import problems, steps
from lfi.data import observations as observed
from lfi.data import posteriors
from lfi.figures import data, style
from lfi.logs import logged


def plot(problem: dict[str, Any], observation: str, draws: dict[str, str], outputs: list[str]) -> None:
    style.apply()
    observations = observed.read(Path(observation))
    theta = {name: posteriors.read(Path(file)).theta[0] for name, file in draws.items()}
    figure = data.fitted_models(problems.load(**problem, kind=problems.Problem), *observations[0], theta)
    if len(observations) > 1:
        figure.suptitle(f"the first of {len(observations)} observations")
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
