"""One shard of a set of simulated pairs."""

from pathlib import Path
from typing import Any

from lfi import problems, simulations, steps
from lfi.logs import logged


def simulate(name: str, problem: dict[str, Any], seed: int, set_name: str, start: int, stop: int, output: str) -> None:
    pairs = simulations.simulate(problems.load(**problem), seed, name, set_name, start, stop)
    simulations.write_shard(Path(output), pairs, start)


if __name__ == "__main__":
    w = snakemake.wildcards
    with logged(snakemake.log[0], f"{w.problem}/{w.set}/{int(w.start)}") as say:
        steps.run(
            snakemake,
            say,
            lambda: simulate(
                name=w.problem,
                problem=snakemake.params.problem,
                seed=snakemake.params.seed,
                set_name=w.set,
                start=int(w.start),
                stop=int(w.stop),
                output=snakemake.output[0],
            ),
            keep=False,
        )
