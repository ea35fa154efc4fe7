"""What was measured of a density estimator at each observation, as files."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from lfi.data import arrays
from lfi.typing import Array

# What the name of a posterior that the likelihood has corrected ends in.
CORRECTED = "_corrected"


def write(path: Path, each: Sequence[Mapping[str, Array]]) -> None:
    """Store named arrays, observation by observation; where there are several, names begin with its number: ``3_…``."""
    several = len(each) > 1
    content = {f"{i}_{name}" if several else name: own for i, part in enumerate(each) for name, own in part.items()}
    arrays.write(path, content)


def read(path: Path) -> list[dict[str, Array]]:
    """The named arrays of each observation.

    Raises:
        LfiError: the file is missing or damaged.
    """
    found: dict[int, dict[str, Array]] = {}
    for label, own in arrays.read(path)[0].items():
        number, _, name = label.partition("_") if label[0].isdecimal() else ("0", "", label)
        found.setdefault(int(number), {})[name] = own
    return [found[i] for i in sorted(found)]


def corrected(checked: Mapping[str, Sequence[Mapping[str, Array]]]) -> dict[str, list[Array]]:
    """Draws corrected by the likelihood, of the estimators that have them at every observation, by their new names.

    Args:
        checked: by estimator, what ``read`` gives.
    """
    return {
        name + CORRECTED: [own["corrected"] for own in each]
        for name, each in checked.items()
        if all("corrected" in own for own in each)
    }
