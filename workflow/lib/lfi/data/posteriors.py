"""Posterior draws as files."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lfi.data import arrays
from lfi.typing import Array


class Draws(NamedTuple):
    """Posterior draws of one posterior for one or more data sets.

    Attributes:
        theta: shape (datasets, draws, parameters); the observations come first, then the first data sets of the test
            set.
        log_evidence: values and errors for the observations, shape (observations, 2), where they are known.
        observations: how many there are.
    """

    theta: Array
    log_evidence: Array | None = None
    observations: int = 1

    @property
    def observed(self) -> Array:
        """Draws at the observations, shape (observations, draws, parameters)."""
        return self.theta[: self.observations]

    @property
    def tests(self) -> Array:
        """Draws for test data sets, shape (datasets, draws, parameters)."""
        return self.theta[self.observations :]


def write(path: Path, draws: Draws) -> None:
    """Store draws; of several observations their number too, as the attribute ``observations``."""
    attributes: dict[str, Any] = {} if draws.observations == 1 else {"observations": draws.observations}
    if draws.log_evidence is not None:
        attributes["log_evidence"] = draws.log_evidence[0] if draws.observations == 1 else draws.log_evidence
    arrays.write(path, {"theta": draws.theta}, attributes)


def read(path: Path) -> Draws:
    """Draws of a file.

    Raises:
        LfiError: the file is missing or damaged.
    """
    content, attributes = arrays.read(path, ("theta",))
    evidence = attributes.get("log_evidence")
    known = None if evidence is None else np.reshape(evidence, (-1, 2))
    return Draws(content["theta"], known, int(attributes.get("observations", 1)))
