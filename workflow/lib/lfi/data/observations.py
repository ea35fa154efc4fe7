"""The workflow's file of observations."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lfi.data import arrays
from lfi.problems.base import Observation


def write(path: Path, observations: Sequence[Observation]) -> None:
    """Write one or several observations.

    The file of one observation holds the arrays ``x`` (*data) and, if the truth is known, ``theta`` (parameters,).
    With several observations each array has a leading axis, and the attribute ``observations`` is their number.

    Args:
        path: the file.
        observations: the observations; either all or none have a known truth.
    """
    several = len(observations) > 1
    content = {
        name: np.stack(values) if several else values[0]
        for name in Observation._fields
        if (values := [observation._asdict()[name] for observation in observations])[0] is not None
    }
    arrays.write(path, content, {"observations": len(observations)} if several else {})


def read(path: Path) -> list[Observation]:
    """Read the observations of a file, in order.

    Raises:
        LfiError: the file is missing or damaged.
    """
    content, attributes = arrays.read(path)
    if "observations" not in attributes:
        return [Observation(**content)]
    return [
        Observation(**{name: values[i] for name, values in content.items()}) for i in range(attributes["observations"])
    ]
