"""Files with the checks of a density estimator at each observation."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from lfi.data import arrays
from lfi.typing import Array

# Suffix of the names of posteriors that are corrected by the likelihood.
CORRECTED = "_corrected"


def write(path: Path, each: Sequence[Mapping[str, Array]]) -> None:
    """Write named arrays of each observation; with several observations a name begins with the number of its: ``3_…``.

    Args:
        path: the file.
        each: the arrays of each observation, by name.
    """
    several = len(each) > 1
    arrays.write(
        path,
        {f"{i}_{name}" if several else name: array for i, check in enumerate(each) for name, array in check.items()},
    )


def read(path: Path) -> list[dict[str, Array]]:
    """Read the named arrays of each observation.

    Raises:
        LfiError: the file is missing or damaged.
    """
    found: dict[int, dict[str, Array]] = {}
    for label, array in arrays.read(path)[0].items():
        number, _, name = label.partition("_") if label[0].isdecimal() else ("0", "", label)
        found.setdefault(int(number), {})[name] = array
    return [found[i] for i in sorted(found)]


def corrected(checked: Mapping[str, Sequence[Mapping[str, Array]]]) -> dict[str, list[Array]]:
    """Draws corrected by the likelihood, of the estimators that have them at every observation.

    Args:
        checked: for each estimator the checks that ``read`` returns.

    Returns:
        The draws at each observation, by the name of the corrected posterior.
    """
    return {
        name + CORRECTED: [check["corrected"] for check in each]
        for name, each in checked.items()
        if all("corrected" in check for check in each)
    }


def of_rounds(each: Sequence[Mapping[str, Array]]) -> bool:
    """Whether a posterior comes from rounds of simulations: then it was checked for truths that these cut off.

    Args:
        each: the named arrays of each observation.
    """
    return "truncation" in each[0]
