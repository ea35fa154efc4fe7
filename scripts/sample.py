"""Posterior draws of a trained flow, for the observations and the first test data sets."""

import json
import time
from pathlib import Path

from lfi import inference, seeding, steps
from lfi.data import posteriors, simulations
from lfi.logs import logged
from lfi.training import trained


def sample(
    labels: tuple[str, str],
    estimator: str,
    observation: str,
    test: list[str],
    datasets: int,
    draws: int,
    seed: int,
    output: str,
    timing: str,
) -> None:
    flow = trained.load_density(Path(estimator))
    _, x = simulations.read_datasets(Path(observation), [Path(path) for path in test], datasets)
    started = time.perf_counter()
    theta = inference.sample(flow, x, draws, seeding.integer(seed, *labels, "sample"))
    seconds = time.perf_counter() - started
    posteriors.write(Path(output), posteriors.Draws(theta, observations=len(x) - datasets))
    Path(timing).write_text(json.dumps({"draws": len(x) * draws, "draws_per_second": len(x) * draws / seconds}))


if __name__ == "__main__":
    w = snakemake.wildcards
    with logged(snakemake.log[0], f"{w.problem}/{w.estimator}/sample") as say:
        steps.run(
            snakemake,
            say,
            lambda: sample(
                labels=(w.problem, w.estimator),
                estimator=str(Path(snakemake.input.weights).parent),
                observation=snakemake.input.observation,
                test=snakemake.input.test,
                datasets=snakemake.params.datasets,
                draws=snakemake.params.draws,
                seed=snakemake.params.seed,
                output=snakemake.output.draws,
                timing=snakemake.output.timing,
            ),
        )
