"""Nested sampling of the observation's posterior: draws, log evidence, and bilby's own Result."""

import contextlib
import shutil
from pathlib import Path
from typing import Any

from lfi import arrays, posteriors, problems, provenance, seeding, steps
from lfi.logs import Lines, Say, logged
from lfi.references.nested import nested


def sample(
    name: str,
    problem: dict[str, Any],
    observation: str,
    nlive: int,
    seed: int,
    folder: str,
    draws: str,
    result: str,
    say: Say,
) -> None:
    x = arrays.read(Path(observation), ["x"])[0]["x"]
    # A checkpoint is taken up again by the very same sampling alone.
    own = {"problem": problem, "nlive": nlive, "seed": seed, "observation": provenance.file_digest(Path(observation))}
    checkpoint = Path(folder) / provenance.digest(own)[:16]
    loaded = problems.load(**problem, kind=problems.Problem)
    with contextlib.redirect_stdout(Lines(say)):
        found = nested(loaded, x, nlive, seeding.integer(seed, name, "nested"), checkpoint)
    found.save_to_file(filename=result, extension="json", overwrite=True)
    theta = found.posterior[list(found.search_parameter_keys)].to_numpy()
    evidence = (found.log_evidence, found.log_evidence_err)
    posteriors.write(Path(draws), posteriors.Draws(theta[None], evidence))
    shutil.rmtree(checkpoint)


if __name__ == "__main__":
    w = snakemake.wildcards
    with logged(snakemake.log[0], f"{w.problem}/nested") as say:
        steps.run(
            snakemake,
            say,
            lambda: sample(
                name=w.problem,
                problem=snakemake.params.problem,
                observation=snakemake.input.observation,
                nlive=snakemake.params.nlive,
                seed=snakemake.params.seed,
                folder=snakemake.params.folder,
                draws=snakemake.output.draws,
                result=snakemake.output.result,
                say=say,
            ),
        )
