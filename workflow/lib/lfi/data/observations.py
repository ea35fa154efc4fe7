"""The observations as a file of the workflow."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lfi.data import arrays
from lfi.problems.base import Observation


def write(path: Path, observations: Sequence[Observation]) -> None:
    """Store one observation or several.

    One: the arrays ``x`` (*data) and, where the truth is known, ``theta`` (parameters,). Several: with one more axis in
    front, and the attribute ``observations``, their number.
    """
    several = len(observations) > 1
    content = {
        name: np.stack(values) if several else values[0]
        for name in Observation._fields
        if (values := [own._asdict()[name] for own in observations])[0] is not None
    }
    arrays.write(path, content, {"observations": len(observations)} if several else {})


def read(path: Path) -> list[Observation]:
    """The observations in a file, in order.

    Raises:
        LfiError: the file is missing or damaged.
    """
    content, attributes = arrays.read(path)
    if "observations" not in attributes:
        return [Observation(**content)]
    return [
        Observation(**{name: values[i] for name, values in content.items()}) for i in range(attributes["observations"])
    ]
