"""The observation, and the truth behind it where it is known."""

from pathlib import Path
from typing import Any

from lfi import arrays, problems, seeding, steps
from lfi.logs import logged


def observe(name: str, problem: dict[str, Any], file: str | None, seed: int, output: str) -> None:
    rng = seeding.generator(seed, name, "observation")
    loaded = problems.load(**problem, kind=problems.Problem)
    observation = problems.load_observation(loaded, Path(file) if file else None, rng)
    content = {"x": observation.x}
    if observation.theta is not None:
        content["theta"] = observation.theta
    arrays.write(Path(output), content)


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
                seed=snakemake.params.seed,
                output=snakemake.output[0],
            ),
        )
