"""Posterior draws as files."""

from pathlib import Path
from typing import NamedTuple

from lfi import arrays
from lfi.typing import Array


class Draws(NamedTuple):
    """Posterior draws of one posterior for one or more data sets.

    Attributes:
        theta: shape (datasets, draws, parameters); data set 0 is the observation, the rest are the first of the test
            set.
        log_evidence: (value, error) for the observation, where it is known.
    """

    theta: Array
    log_evidence: tuple[float, float] | None = None


def write(path: Path, draws: Draws) -> None:
    """Store draws."""
    attributes = {} if draws.log_evidence is None else {"log_evidence": draws.log_evidence}
    arrays.write(path, {"theta": draws.theta}, attributes)


def read(path: Path) -> Draws:
    """Draws of a file.

    Raises:
        LfiError: the file is missing or damaged.
    """
    content, attributes = arrays.read(path, ("theta",))
    evidence = attributes.get("log_evidence")
    return Draws(content["theta"], None if evidence is None else (float(evidence[0]), float(evidence[1])))
