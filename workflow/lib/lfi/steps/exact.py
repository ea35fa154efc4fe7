"""Draws and log evidence of the exact posterior."""

from pathlib import Path

import numpy as np

from lfi import problems, seeding
from lfi.data import posteriors, simulations
from lfi.errors import LfiError
from lfi.problems.reference import ProblemReference


def exact(
    subject: tuple[str],
    problem: ProblemReference,
    observation: Path,
    test: list[Path],
    datasets: int,
    draws: int,
    seed: int,
    posterior: Path,
) -> None:
    """Draw from the exact posterior of the observations and of the first test data sets.

    Args:
        subject: name of the problem.
        problem: the problem.
        observation: file of the observations.
        test: shards of the test set.
        datasets: how many test data sets.
        draws: draws for each data set.
        seed: the master seed.
        posterior: the file that is written.

    Raises:
        LfiError: the problem has no exact posterior.
    """
    loaded = problem.load(problems.Problem)
    known = loaded.exact()
    if known is None:
        raise LfiError(f"problem {subject[0]}: has no exact posterior; remove references.exact")
    _, x = simulations.read_datasets(observation, test, datasets)
    theta = known.sample(x, draws, seeding.generator(seed, *subject, "exact"))
    n = len(x) - datasets
    evidence = np.stack([known.log_evidence(x[:n]), np.zeros(n)], axis=1)
    posteriors.write(posterior, posteriors.Draws(theta, evidence, n, loaded.parameters))
