"""The posteriors of the observations over one another."""

from pathlib import Path

from lfi import steps
from lfi.data import checks, posteriors
from lfi.data import observations as observed
from lfi.figures import posterior, style
from lfi.logs import logged


def plot(
    parameters: list[str], observation: str, draws: dict[str, str], checked: dict[str, str], outputs: list[str]
) -> None:
    style.apply()
    observations = observed.read(Path(observation))
    theta = {name: list(posteriors.read(Path(file)).observed) for name, file in draws.items()}
    theta |= checks.corrected({name: checks.read(Path(file)) for name, file in checked.items()})
    style.save(posterior.at_observations(parameters, theta, [own.theta for own in observations]), *outputs)


if __name__ == "__main__":
    with logged(snakemake.log[0], f"{snakemake.wildcards.problem}/plot_posterior") as say:
        steps.run(
            snakemake,
            say,
            lambda: plot(
                parameters=snakemake.params.parameters,
                observation=snakemake.input.observation,
                draws=dict(zip(snakemake.params.names, snakemake.input.draws, strict=True)),
                checked=dict(zip(snakemake.params.corrected, snakemake.input.checks, strict=True)),
                outputs=list(snakemake.output),
            ),
        )
