"""Draws as CSV."""

import csv
from collections.abc import Sequence
from pathlib import Path

from lfi.typing import Array
from lfi.writing import whole


def write(path: Path, theta: Array, names: Sequence[str]) -> None:
    """Write a line a draw: the number of the observation, from 0, and a column a parameter.

    Args:
        path: the file.
        theta: the draws, shape (observations, draws, parameters).
        names: names of the parameters.
    """
    with whole(path) as aside, aside.open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["observation", *names])
        for i, sampled in enumerate(theta):
            # Nine digits hold a number of single precision, which the network gives.
            rows.writerows([i, *(f"{value:.9g}" for value in draw)] for draw in sampled)
