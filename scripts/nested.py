"""Nested sampling of the observations' posteriors: draws, log evidences, and bilby's own Results."""

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from lfi import problems, provenance, seeding, steps
from lfi.data import observations as observed
from lfi.data import posteriors
from lfi.logs import Lines, Say, logged
from lfi.references.nested import nested
from lfi.typing import Array


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
    # A checkpoint is taken up again by the very same sampling alone.
    own = {"problem": problem, "nlive": nlive, "seed": seed, "observation": provenance.file_digest(Path(observation))}
    checkpoints = Path(folder) / provenance.digest(own)[:16]
    loaded = problems.load(**problem, kind=problems.Problem)
    seen = observed.read(Path(observation))
    with contextlib.redirect_stdout(Lines(say)):
        found = [
            nested(loaded, x, nlive, seeding.integer(seed, name, "nested", *([i] if i else [])), checkpoints / str(i))
            for i, (x, _) in enumerate(seen)
        ]
    write_results(found, Path(result))
    theta = equally_many(
        [own.posterior[list(own.search_parameter_keys)].to_numpy() for own in found],
        seeding.generator(seed, name, "nested"),
    )
    evidence = np.array([[own.log_evidence, own.log_evidence_err] for own in found])
    posteriors.write(Path(draws), posteriors.Draws(theta, evidence, len(seen)))
    shutil.rmtree(checkpoints)


def equally_many(draws: list[Array], rng: np.random.Generator) -> Array:
    """As many draws of each posterior as of the one with fewest, at random; those of a single one as they are."""
    if len(draws) == 1:
        return draws[0][None]
    least = min(map(len, draws))
    return np.stack([rng.permutation(own)[:least] for own in draws])


def write_results(found: list[Any], path: Path) -> None:
    """Bilby's own file; where there are several observations, a JSON list of what such files hold."""
    if len(found) == 1:
        found[0].save_to_file(filename=str(path), extension="json", overwrite=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "part.json"
        texts = []
        for own in found:
            own.save_to_file(filename=str(part), extension="json", overwrite=True)
            texts.append(part.read_text())
    path.write_text(f"[{','.join(texts)}]")


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
