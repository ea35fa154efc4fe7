"""Posterior draws from a user's file, as one more posterior."""

from pathlib import Path

from lfi import problems, seeding
from lfi.data import observations, posteriors
from lfi.errors import LfiError
from lfi.problems.reference import ProblemReference
from lfi.references.file import read_draws


def file(
    subject: tuple[str], problem: ProblemReference, draws: Path, observation: Path, seed: int, posterior: Path
) -> None:
    """Read posterior draws and put them in random order.

    Args:
        subject: name of the problem.
        problem: the problem, under whose prior they were sampled.
        draws: the user's file.
        observation: file of the observations that they are for.
        seed: the master seed.
        posterior: the file that is written.

    Raises:
        LfiError: the draws are for another number of observations, or the file cannot be read.
    """
    prior = problem.load(problems.Problem).prior
    theta = read_draws(draws, prior)
    n = len(observations.read(observation))
    if len(theta) != n:
        raise LfiError(f"draws {draws}: are for {len(theta)} observations, but there are {n}; give draws for each")
    # Scores take the first draws, and neighbours in a Markov chain are alike.
    shuffled = seeding.generator(seed, *subject, "file").permutation(theta, axis=1)
    posteriors.write(posterior, posteriors.Draws(shuffled, None, n, prior.names))
