"""Write the observations and reference posteriors of the field's benchmark, for ``config/benchmark.yaml``.

They are read from the files of the package sbibm, which is not imported: it would need Julia.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np

TASKS = ("two_moons", "slcp", "gaussian_linear", "gaussian_linear_uniform", "sir", "lotka_volterra")
OBSERVATIONS = 10


def read(path: Path) -> np.ndarray:
    """The rows of a file of sbibm, in double precision."""
    return np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)  # numpy unpacks .bz2


def write(task: Path, folder: Path) -> None:
    """Write the observations and the reference draws of one task.

    Args:
        task: the task's folder in sbibm.
        folder: where its files go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    numbered = [task / "files" / f"num_observation_{k}" for k in range(1, OBSERVATIONS + 1)]
    np.save(folder / "observations.npy", np.concatenate([read(each / "observation.csv") for each in numbered]))
    draws = np.stack([read(each / "reference_posterior_samples.csv.bz2") for each in numbered])
    np.save(folder / "references.npy", draws)
    print(f"wrote {folder}: {OBSERVATIONS} observations, {draws.shape[1]} draws of each posterior")


if __name__ == "__main__":
    package = find_spec("sbibm")
    if package is None or package.origin is None:
        sys.exit("sbibm is not installed: .venv/bin/pip install --no-deps sbibm==1.1.0")
    for name in TASKS:
        write(Path(package.origin).parent / "tasks" / name, Path(sys.argv[1]) / name)
