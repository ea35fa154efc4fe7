"""Files of posterior draws."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lfi.data import arrays
from lfi.typing import Array


class Draws(NamedTuple):
    """Draws of one estimator or reference for one or more data sets.

    Attributes:
        theta: the draws, shape (datasets, draws, parameters); the observations come first, then data sets of the test
            set.
        log_evidence: values and errors at the observations, shape (observations, 2); None where they are unknown.
        observations: number of observations.
        parameters: names of theta's columns; empty where they are not known.
    """

    theta: Array
    log_evidence: Array | None = None
    observations: int = 1
    parameters: tuple[str, ...] = ()

    @property
    def observed(self) -> Array:
        """Draws at the observations, shape (observations, draws, parameters)."""
        return self.theta[: self.observations]

    @property
    def tests(self) -> Array:
        """Draws for test data sets, shape (datasets, draws, parameters)."""
        return self.theta[self.observations :]


def write(path: Path, draws: Draws) -> None:
    """Write draws.

    The file holds the array ``theta``, and as attributes ``parameters``, the names of its columns; ``log_evidence``,
    where it is known; and, with several of them, the number of ``observations``.

    Args:
        path: the file.
        draws: the draws.
    """
    attributes: dict[str, Any] = {} if draws.observations == 1 else {"observations": draws.observations}
    if draws.parameters:
        attributes["parameters"] = list(draws.parameters)
    if draws.log_evidence is not None:
        attributes["log_evidence"] = draws.log_evidence[0] if draws.observations == 1 else draws.log_evidence
    arrays.write(path, {"theta": draws.theta}, attributes)


def read(path: Path) -> Draws:
    """Read the draws of a file.

    Raises:
        LfiError: the file is missing or damaged.
    """
    content, attributes = arrays.read(path, ("theta",))
    evidence = attributes.get("log_evidence")
    known = None if evidence is None else np.reshape(evidence, (-1, 2))
    names = tuple(map(str, attributes.get("parameters", ())))
    return Draws(content["theta"], known, int(attributes.get("observations", 1)), names)
