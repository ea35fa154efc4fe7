"""A trained estimator on pairs it was not fitted to: log densities of a flow, predictions of a regressor."""

from pathlib import Path
from typing import cast

from lfi import inference, steps
from lfi.data import arrays, simulations
from lfi.logs import logged
from lfi.nets.moments import MomentNetwork
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
    values = {name: inference.evaluate(network, *pairs) for name, pairs in sets.items()}
    if hasattr(network, "covariance"):
        own = cast("MomentNetwork", network)
        values |= {f"{name}_covariance": inference.covariances(own, x) for name, (_, x) in sets.items()}
    arrays.write(Path(output), values)


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
