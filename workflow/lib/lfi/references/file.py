"""Reads posterior draws from a user's file, such as those of a Markov chain."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lfi.errors import LfiError
from lfi.priors import Prior
from lfi.problems.files import read_array, read_hdf5, read_npy
from lfi.typing import Array

# Fewest draws of an observation that posteriors are compared with.
LEAST = 100
# Name of the column with the number of a draw's observation, from 0; not needed for a single observation.
OBSERVATION = "observation"


def read_draws(path: Path, prior: Prior) -> Array:
    """Read posterior draws from a file.

    ``.csv``: one draw in each line, columns in any order under a header of the parameters' names, and a column
    ``observation`` if there are several observations. ``.npy``: an array (observations, draws, parameters), or (draws,
    parameters) for one observation, parameters in the order of the prior. ``.h5`` or ``.hdf5``: such an array as the
    dataset ``theta`` or the only dataset; the attribute ``parameters`` of the file names its columns. Files that
    ``lfi posterior`` writes can be read.

    Args:
        path: the file.
        prior: the prior of the posterior.

    Returns:
        Draws in double precision, shape (observations, draws, parameters).

    Raises:
        LfiError: the file cannot be read or has other columns; draws are not finite or lie outside of the prior's
            support; a parameter has the same value in all draws; there are fewer than ``LEAST`` draws, or not as many
            for each observation.
    """
    values = read_array("draws", path, READERS)
    columns = _columns(path) or list(prior.names)
    _complain(path, _wrong_columns(values, columns, prior))
    theta = _by_observation(path, values, columns)[..., [columns.index(name) for name in prior.names]].astype(
        np.float64
    )
    _complain(path, _wrong_draws(theta, prior))
    return theta


def _complain(path: Path, complaint: str) -> None:
    if complaint:
        raise LfiError(f"draws {path}: {complaint}")


def _wrong_columns(values: NDArray[Any], columns: list[str], prior: Prior) -> str:
    if missing := [name for name in prior.names if name not in columns]:
        return f"has no column {', '.join(missing)}; name the parameters in it {', '.join(prior.names)}"
    if more := [name for name in columns if name not in (*prior.names, OBSERVATION) or columns.count(name) > 1]:
        return f"has a column {more[0]!r}, which is not one parameter's; remove it"
    if values.ndim not in (2, 3) or values.shape[-1] != len(columns):
        return f"has shape {values.shape}, not (draws, {len(columns)}): one column a parameter, {', '.join(columns)}"
    return ""


def _by_observation(path: Path, values: NDArray[Any], columns: list[str]) -> NDArray[Any]:
    """Group the rows by observation, shape (observations, draws, columns)."""
    if OBSERVATION not in columns:
        return values.reshape(-1, *values.shape[-2:])
    values = values.reshape(-1, len(columns))
    labels = values[:, columns.index(OBSERVATION)]
    known, counts = np.unique(labels, return_counts=True)
    if not np.array_equal(known, np.arange(len(known))) or np.ptp(counts):
        raise LfiError(f"draws {path}: give every observation, counted from 0, as many draws as the others")
    return values[np.argsort(labels, kind="stable")].reshape(len(known), -1, len(columns))


def _wrong_draws(theta: Array, prior: Prior) -> str:
    """What is wrong with draws (observations, draws, parameters)."""
    count = theta.shape[1]
    if count < LEAST:
        return f"holds {count} draws; give {LEAST} at least"
    if len(constant := np.flatnonzero(np.any(np.ptp(theta, axis=1) == 0, axis=0))):
        return f"{prior.names[constant[0]]} is the same in all draws; sample it"
    outside = np.argwhere(~prior.contains(theta))
    if len(outside):
        first = dict(zip(prior.names, theta[tuple(outside[0])].tolist(), strict=True))
        return f"{len(outside)} draws lie outside the prior, the first at {first}; sample under the problem's prior"
    return ""


def _columns(path: Path) -> list[str]:
    """Names of the columns; empty if the file has none."""
    if path.suffix == ".csv":
        with path.open(newline="", encoding="utf-8-sig") as file:
            return [name.strip(" #") for name in next(csv.reader(file, skipinitialspace=True), [])]
    if path.suffix in (".h5", ".hdf5"):
        import h5py  # not at the top: every reading of a configuration imports this module

        with h5py.File(path, "r") as file:
            return [str(name) for name in file.attrs.get("parameters", [])]
    return []


def _read_csv(path: Path) -> NDArray[Any]:
    return np.loadtxt(path, delimiter=",", ndmin=2, skiprows=1, encoding="utf-8-sig")


def _read_hdf5(path: Path) -> NDArray[Any]:
    return read_hdf5(path, "theta", "the draws")


READERS = {".npy": read_npy, ".csv": _read_csv, ".h5": _read_hdf5, ".hdf5": _read_hdf5}
