"""Credible levels of the truths under a trained flow, over the calibration part of the training set."""

from pathlib import Path

from lfi import arrays, inference, seeding, simulations, steps
from lfi.logs import logged
from lfi.training import trained


def calibrate(
    labels: tuple[str, str], estimator: str, shards: list[str], split: list[float], draws: int, seed: int, output: str
) -> None:
    theta, x = simulations.read_set([Path(shard) for shard in shards])
    part = simulations.split(len(theta), split)[2]
    flow = trained.load_density(Path(estimator))
    levels = inference.levels(flow, theta[part], x[part], draws, seeding.integer(seed, *labels, "calibrate"))
    arrays.write(Path(output), {"levels": levels})


if __name__ == "__main__":
    w = snakemake.wildcards
    with logged(snakemake.log[0], f"{w.problem}/{w.estimator}/calibrate") as say:
        steps.run(
            snakemake,
            say,
            lambda: calibrate(
                labels=(w.problem, w.estimator),
                estimator=str(Path(snakemake.input.weights).parent),
                shards=snakemake.input.shards,
                split=snakemake.params.split,
                draws=snakemake.params.draws,
                seed=snakemake.params.seed,
                output=snakemake.output[0],
            ),
        )
