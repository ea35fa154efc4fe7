"""Draw from the posterior that a trained density estimator gives for observations in a file; no workflow is needed."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lfi.config.loading import results_folder
from lfi.data import arrays
from lfi.errors import LfiError
from lfi.exports.table import write as as_table
from lfi.notebook.posterior import load
from lfi.problems import read_observations
from lfi.tables import table
from lfi.typing import Array

SUFFIXES = (".csv", ".h5")
# Observations whose summary is shown.
SHOWN = 5


@dataclass(frozen=True)
class Row:
    """A line of the summary: moments and quantiles of one parameter's draws for one observation."""

    observation: str
    parameter: str
    mean: str
    sd: str
    q05: str
    q95: str


def model_folder(configuration: Path, name: Path) -> Path:
    """The folder of a trained estimator of a configuration's results.

    Args:
        configuration: the configuration file.
        name: the folder, or the names of a problem and an estimator: ``line/flow``.

    Raises:
        LfiError: the configuration cannot be read.
    """
    folder = results_folder(configuration) / name.parent / "estimators" / name.name
    return name if name.is_dir() else folder


def write(path: Path, theta: Array, names: list[str]) -> None:
    """Store draws, by the file's suffix.

    ``.csv`` is ``exports.table``'s. ``.h5`` has the array ``theta`` (observations, draws, parameters), and the names as
    the attribute ``parameters``.
    """
    if path.suffix == ".h5":
        arrays.write(path, {"theta": theta}, {"parameters": names})
    else:
        as_table(path, theta, names)


def summary(theta: Array, names: list[str]) -> list[Row]:
    """The first observations' means, standard deviations, and 5 % and 95 % quantiles."""
    rows = []
    for i, sampled in enumerate(theta[:SHOWN]):
        numbers = np.stack(
            [sampled.mean(axis=0), sampled.std(axis=0), *np.quantile(sampled, [0.05, 0.95], axis=0)], axis=1
        )
        rows += [
            Row(str(i), name, *(f"{number:.4g}" for number in line)) for name, line in zip(names, numbers, strict=True)
        ]
    return rows


def draw(model: Path, data: Path, out: Path, draws: int, seed: int) -> None:
    """Draw, write and print a summary.

    Args:
        model: folder of the trained estimator.
        data: file of the observations.
        out: file for the draws.
        draws: how many for each observation.
        seed: of the draws.

    Raises:
        LfiError: an argument is wrong.
    """
    if out.suffix not in SUFFIXES or out.resolve() == data.resolve():
        raise LfiError(f"{out}: give a file of its own for the draws that ends in {' or '.join(SUFFIXES)}")
    posterior = load(model)
    theta, names = posterior.sample(read_observations(data, posterior.shape), draws, seed), list(posterior.parameters)
    try:
        write(out, theta, names)
    except OSError as refusal:
        raise LfiError(f"{out}: cannot be written ({refusal.strerror}); give another file") from None
    print(table(summary(theta, names)))
    more = f" (the first {SHOWN} of {len(theta)} observations are shown)" if len(theta) > SHOWN else ""
    print(f"{out}: {theta.shape[1]:,} draws for each of {len(theta)} observations{more}")
