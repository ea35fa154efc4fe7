"""The observations, and the truths behind them where they are known."""

from pathlib import Path

from lfi import problems, seeding
from lfi.data import observations
from lfi.problems.reference import ProblemReference


def observe(
    subject: tuple[str],
    problem: ProblemReference,
    file: Path | list[Path],
    simulated: int | None,
    seed: int,
    observation: Path,
) -> None:
    """Read the observations from a file, take the problem's own, or simulate them.

    Args:
        subject: name of the problem.
        problem: the problem.
        file: a file of the user's; an empty list where there is none.
        simulated: how many to simulate; None for the problem's own observation, if there is no file.
        seed: the master seed.
        observation: the file that is written.

    Raises:
        LfiError: the file does not hold observations, or the likelihood of one is no array of numbers.
    """
    rng = seeding.generator(seed, *subject, "observation")
    path = file if isinstance(file, Path) else None
    loaded = problem.load(problems.Problem)
    observed = problems.load_observations(loaded, path, simulated, rng)
    problems.check_likelihood(loaded, observed[0].x)
    observations.write(observation, observed)
