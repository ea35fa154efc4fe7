"""Where the truths stand among a trained density estimator's draws, over the calibration part of the training set."""

from pathlib import Path

from lfi import inference, seeding, steps
from lfi.data import arrays, simulations
from lfi.diagnostics.tarp import readout_references
from lfi.logs import logged
from lfi.training import trained


def calibrate(
    labels: tuple[str, str], estimator: str, shards: list[str], split: list[float], draws: int, seed: int, output: str
) -> None:
    theta, x = simulations.read_set([Path(shard) for shard in shards])
    train, _, part = simulations.split(len(theta), split)
    references = readout_references(theta[train], x[train], x[part])
    own = inference.levels(
        trained.load_density(Path(estimator)),
        theta[part],
        x[part],
        references,
        theta[train].std(axis=0),
        draws,
        seeding.integer(seed, *labels, "calibrate"),
    )
    arrays.write(Path(output), own._asdict())


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
