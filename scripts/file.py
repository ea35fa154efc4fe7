"""Posterior draws from a file of the user's, as a posterior beside the others."""

from pathlib import Path
from typing import Any

from lfi import problems, seeding, steps
from lfi.data import observations as observed
from lfi.data import posteriors
from lfi.errors import LfiError
from lfi.logs import logged
from lfi.references.file import read_draws


def take(name: str, problem: dict[str, Any], draws: str, observation: str, seed: int, output: str) -> None:
    theta = read_draws(Path(draws), problems.load(**problem, kind=problems.Problem).prior)
    n = len(observed.read(Path(observation)))
    if len(theta) != n:
        raise LfiError(f"draws {draws}: are for {len(theta)} observations, but there are {n}; give draws for each")
    # In random order: scores take the first ones, and of a chain those would be alike.
    shuffled = seeding.generator(seed, name, "file").permutation(theta, axis=1)
    posteriors.write(Path(output), posteriors.Draws(shuffled, observations=n))


if __name__ == "__main__":
    w = snakemake.wildcards
    with logged(snakemake.log[0], f"{w.problem}/file") as say:
        steps.run(
            snakemake,
            say,
            lambda: take(
                name=w.problem,
                problem=snakemake.params.problem,
                draws=snakemake.input.draws,
                observation=snakemake.input.observation,
                seed=snakemake.params.seed,
                output=snakemake.output[0],
            ),
        )
