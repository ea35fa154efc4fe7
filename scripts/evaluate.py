"""A trained estimator on pairs it was not fitted to: log densities of a flow, predictions of a regressor."""

from pathlib import Path

from lfi import arrays, inference, simulations, steps
from lfi.logs import logged
from lfi.training import trained


def evaluate(
    estimator: str, training: list[str], test: list[str], rows: int | None, split: list[float], output: str
) -> None:
    network = trained.load(Path(estimator))
    theta, x = simulations.read_set([Path(shard) for shard in training], rows)
    validation = simulations.split(len(theta), split)[1]
    sets = {"validation": (theta[validation], x[validation])}
    if test:
        sets["test"] = simulations.read_set([Path(shard) for shard in test])
    arrays.write(Path(output), {name: inference.evaluate(network, *pairs) for name, pairs in sets.items()})


if __name__ == "__main__":
    w = snakemake.wildcards
    with logged(snakemake.log[0], f"{w.problem}/{w.estimator}/evaluate") as say:
        steps.run(
            snakemake,
            say,
            lambda: evaluate(
                estimator=str(Path(snakemake.input.weights).parent),
                training=snakemake.input.training,
                test=snakemake.input.test,
                rows=snakemake.params.rows,
                split=snakemake.params.split,
                output=snakemake.output[0],
            ),
        )
