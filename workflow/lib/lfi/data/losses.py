"""The losses of a training, from the file that it wrote."""

import csv
from pathlib import Path

import numpy as np

from lfi.typing import Array


def read(path: Path) -> dict[str, Array]:
    """The losses of a training by set, ``train`` and ``validation``, each as rows of (step, loss)."""
    rows: dict[str, list[tuple[float, float]]] = {"train": [], "validation": []}
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            rows[row["set"]].append((float(row["step"]), float(row["loss"])))
    return {name: np.array(values).reshape(-1, 2) for name, values in rows.items()}
