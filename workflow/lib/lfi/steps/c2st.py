"""A posterior beside the reference at each observation: C2ST, and moments."""

from collections.abc import Mapping
from pathlib import Path

from lfi import seeding
from lfi.data import checks as stored
from lfi.data import posteriors
from lfi.diagnostics import scores as table
from lfi.diagnostics.comparison import posterior_scores


def c2st(
    subject: tuple[str, str],
    parameters: list[str],
    draws: Mapping[str, Path],
    checks: Mapping[str, Path],
    seed: int,
    scores: Path,
) -> None:
    """Score one posterior, and what it becomes corrected by the likelihood, against the reference.

    Args:
        subject: names of the problem and the posterior.
        parameters: their names.
        draws: files of draws, by name of the reference and of the posterior.
        checks: file of the posterior's checks, by its name; empty for another reference.
        seed: the master seed.
        scores: the table that is written.
    """
    observed = {name: list(posteriors.read(file).observed) for name, file in draws.items()}
    corrected = stored.corrected({name: stored.read(file) for name, file in checks.items()})
    c2st_seed = seeding.integer(seed, subject[0], "compare")  # the same for all posteriors of a problem
    table.write(scores, posterior_scores(parameters, observed | corrected, c2st_seed))
