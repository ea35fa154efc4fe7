"""Draws and log evidence of the exact posterior, for the observations and the first test data sets."""

from pathlib import Path
from typing import Any

import numpy as np
from lfi import problems, seeding, steps
from lfi.data import posteriors, simulations
from lfi.errors import LfiError
from lfi.logs import logged


def exact(
    name: str,
    problem: dict[str, Any],
    observation: str,
    test: list[str],
    datasets: int,
    draws: int,
    seed: int,
    output: str,
) -> None:
    posterior = problems.load(**problem, kind=problems.Problem).exact()
    if posterior is None:
        raise LfiError(f"problem {name}: knows no exact posterior; remove references.exact")
    _, x = simulations.read_datasets(Path(observation), [Path(path) for path in test], datasets)
    theta = posterior.sample(x, draws, seeding.generator(seed, name, "exact"))
    n = len(x) - datasets
    evidence = posterior.log_evidence(x[:n])
    posteriors.write(Path(output), posteriors.Draws(theta, np.stack([evidence, np.zeros(n)], axis=1), n))


if __name__ == "__main__":
    w = snakemake.wildcards
    with logged(snakemake.log[0], f"{w.problem}/exact") as say:
        steps.run(
            snakemake,
            say,
            lambda: exact(
                name=w.problem,
                problem=snakemake.params.problem,
                observation=snakemake.input.observation,
                test=snakemake.input.test,
                datasets=snakemake.params.datasets,
                draws=snakemake.params.draws,
                seed=snakemake.params.seed,
                output=snakemake.output[0],
            ),
        )
