"""The observations, and the truths behind them where they are known."""

from pathlib import Path
from typing import Any

from lfi import problems, seeding, steps
from lfi.data import observations as observed
from lfi.logs import logged


def observe(
    name: str, problem: dict[str, Any], file: str | None, simulated: int | None, seed: int, output: str
) -> None:
    rng = seeding.generator(seed, name, "observation")
    loaded = problems.load(**problem, kind=problems.Problem)
    observations = problems.load_observations(loaded, Path(file) if file else None, simulated, rng)
    observed.write(Path(output), observations)


if __name__ == "__main__":
    w = snakemake.wildcards
    with logged(snakemake.log[0], f"{w.problem}/observe") as say:
        steps.run(
            snakemake,
            say,
            lambda: observe(
                name=w.problem,
                problem=snakemake.params.problem,
                file=snakemake.params.file,
                simulated=snakemake.params.simulated,
                seed=snakemake.params.seed,
                output=snakemake.output[0],
            ),
        )
