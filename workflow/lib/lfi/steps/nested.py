"""Nested sampling of the observations' posteriors: draws, log evidences, and bilby's own Results."""

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from lfi import problems, provenance, seeding
from lfi.data import observations, posteriors
from lfi.logs import Lines, Say
from lfi.problems.reference import ProblemReference
from lfi.provenance.parameters import plain
from lfi.references import nested as sampler
from lfi.typing import Array


def nested(
    subject: tuple[str],
    problem: ProblemReference,
    observation: Path,
    nlive: int,
    seed: int,
    scratch: Path,
    posterior: Path,
    result: Path,
    say: Say,
) -> None:
    """Sample the posterior of each observation.

    Args:
        subject: name of the problem.
        problem: the problem, with a likelihood.
        observation: file of the observations.
        nlive: live points.
        seed: the master seed.
        scratch: folder for checkpoints, from which an interrupted sampling goes on.
        posterior: the file of draws that is written.
        result: the file of bilby's Results that is written.
        say: takes a line for the terminal.
    """
    loaded, observed = problem.load(problems.Problem), observations.read(observation)
    # Only the very same sampling goes on from a checkpoint.
    code = provenance.digest(provenance.code(["lfi.steps.nested:nested", *problem.code]))
    data = provenance.file_digest(observation)
    depends = {"problem": plain(problem), "nlive": nlive, "seed": seed, "data": data, "code": code}
    depends["outside"] = dict(problem.outside)
    checkpoints = scratch / subject[0] / provenance.digest(depends)[:16]
    # The first label has no number: a single observation is sampled as the first of several.
    labels = [(subject[0], "nested"), *((subject[0], "nested", i) for i in range(1, len(observed)))]
    with contextlib.redirect_stdout(Lines(lambda line: say(sampler.progress(line)))):
        results = [
            sampler.nested(loaded, x, nlive, seeding.integer(seed, *label), checkpoints / str(i))
            for i, (label, (x, _)) in enumerate(zip(labels, observed, strict=True))
        ]
    write_results(results, result)
    draws = [found.posterior[list(found.search_parameter_keys)].to_numpy() for found in results]
    theta = equally_many(draws, seeding.generator(seed, *subject, "nested"))
    evidence = np.array([[found.log_evidence, found.log_evidence_err] for found in results])
    posteriors.write(posterior, posteriors.Draws(theta, evidence, len(observed), loaded.parameters))
    shutil.rmtree(checkpoints)


def equally_many(draws: list[Array], rng: np.random.Generator) -> Array:
    """As many draws of each posterior as of the one with the fewest, shape (posteriors, draws, parameters).

    Args:
        draws: of each posterior, shape (draws, parameters).
        rng: chooses them, where there are several posteriors.
    """
    if len(draws) == 1:
        return draws[0][None]
    fewest = min(map(len, draws))
    return np.stack([rng.permutation(theta)[:fewest] for theta in draws])


def write_results(results: list[Any], path: Path) -> None:
    """Write bilby's own file; for several observations, a JSON list of what such files hold.

    Args:
        results: a ``bilby.core.result.Result`` for each observation.
        path: the file.
    """
    if len(results) == 1:
        results[0].save_to_file(filename=str(path), extension="json", overwrite=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "part.json"
        texts = []
        for found in results:
            found.save_to_file(filename=str(part), extension="json", overwrite=True)
            texts.append(part.read_text())
    path.write_text(f"[{','.join(texts)}]")
