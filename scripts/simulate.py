"""One shard of a set of simulated pairs."""

from pathlib import Path
from typing import Any

from lfi import problems, steps
from lfi.data import simulations
from lfi.logs import Say, logged


def simulate(
    labels: tuple[str, str],
    problem: dict[str, Any],
    seed: int,
    rows: tuple[int, int],
    on_failure: simulations.OnFailure,
    output: str,
    say: Say,
) -> None:
    loaded = problems.load(**problem)
    drawn = simulations.simulate(loaded, seed, *labels, *rows, on_failure)
    if drawn.failed.any():
        say(drawn.complaint(loaded.parameters))
    simulations.write_shard(Path(output), drawn, rows[0])


if __name__ == "__main__":
    w = snakemake.wildcards
    with logged(snakemake.log[0], f"{w.problem}/{w.set}/{int(w.start)}") as say:
        steps.run(
            snakemake,
            say,
            lambda: simulate(
                labels=(w.problem, w.set),
                problem=snakemake.params.problem,
                seed=snakemake.params.seed,
                rows=(int(w.start), int(w.stop)),
                on_failure=snakemake.params.on_failure,
                output=snakemake.output[0],
                say=say,
            ),
            keep=False,
        )
