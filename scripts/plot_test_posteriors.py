"""The posteriors of the first test data sets, each with its truth."""

from pathlib import Path

from lfi import steps
from lfi.data import posteriors, simulations
from lfi.figures import posterior, style
from lfi.logs import logged


def plot(
    parameters: list[str], observation: str, test: list[str], draws: dict[str, str], datasets: int, outputs: list[str]
) -> None:
    style.apply()
    truths, _ = simulations.read_datasets(Path(observation), [Path(shard) for shard in test], datasets)
    theta = {name: list(posteriors.read(Path(file)).tests) for name, file in draws.items()}
    style.save(posterior.several(parameters, theta, list(truths[-datasets:])), *outputs)


if __name__ == "__main__":
    with logged(snakemake.log[0], f"{snakemake.wildcards.problem}/plot_test_posteriors") as say:
        steps.run(
            snakemake,
            say,
            lambda: plot(
                parameters=snakemake.params.parameters,
                observation=snakemake.input.observation,
                test=snakemake.input.test,
                draws=dict(zip(snakemake.params.names, snakemake.input.draws, strict=True)),
                datasets=snakemake.params.datasets,
                outputs=list(snakemake.output),
            ),
        )
