"""What was measured of a density estimator at each observation, as files."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from lfi import arrays
from lfi.typing import Array


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
