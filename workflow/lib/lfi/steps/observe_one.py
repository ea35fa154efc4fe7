"""One of the observations, for which rounds are simulated: a file that stays where others are added."""

from pathlib import Path

from lfi.data import observations
from lfi.errors import LfiError


def observe_one(subject: tuple[str, str], observation: Path, expected: int, one: Path) -> None:
    """Copy one observation.

    Args:
        subject: name of the problem, number of the observation.
        observation: file of the observations.
        expected: how many the configuration counts on.
        one: the file that is written.

    Raises:
        LfiError: there are more observations or fewer.
    """
    observed = observations.read(observation)
    if len(observed) != expected:
        raise LfiError(
            f"rounds: the configuration counts on {expected} observations, but there are {len(observed)}; "
            f"write rounds.observations: {len(observed)}"
        )
    observations.write(one, [observed[int(subject[1])]])
