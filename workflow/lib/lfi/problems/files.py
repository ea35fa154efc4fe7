"""Reads a user's files of numbers: arrays as .npy, .csv or HDF5."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lfi.errors import LfiError

Readers = Mapping[str, Callable[[Path], NDArray[Any]]]


def read_array(what: str, path: Path, readers: Readers) -> NDArray[Any]:
    """Read an array of finite real numbers.

    Args:
        what: name of the content, for messages, such as ``observation``.
        path: the file.
        readers: functions that read a file, by its suffix.

    Raises:
        LfiError: there is no such file, it cannot be read, or holds something else than finite real numbers.
    """
    if not path.is_file():
        raise LfiError(f"{what} {path}: no such file")
    if path.suffix not in readers:
        raise LfiError(f"{what} {path}: is not {', '.join(readers)}; save it as one of these")
    try:
        values = readers[path.suffix](path)
    except (OSError, ValueError, KeyError, RuntimeError) as failure:
        raise LfiError(f"{what} {path}: cannot be read: {failure}") from None
    if values.dtype.kind not in "biuf":
        raise LfiError(f"{what} {path}: holds {values.dtype} values, not real numbers")
    if not np.isfinite(values).all():
        raise LfiError(f"{what} {path}: holds numbers that are not finite")
    return values


def read_npy(path: Path) -> NDArray[Any]:
    """Read the array in a .npy file."""
    with path.open("rb") as file:
        return np.lib.format.read_array(file, allow_pickle=False)


def read_hdf5(path: Path, dataset: str, what: str) -> NDArray[Any]:
    """Read a dataset of an HDF5 file by its name, or the only dataset.

    Args:
        path: the file.
        dataset: name of the dataset.
        what: name of the content, for messages.

    Raises:
        ValueError: the file has several datasets, and none of that name.
    """
    import h5py  # not at the top: every reading of a configuration imports this module

    with h5py.File(path, "r") as file:
        names = [name for name, item in file.items() if isinstance(item, h5py.Dataset)]
        if dataset not in names and len(names) != 1:
            raise ValueError(f"it has the datasets {', '.join(names) or '(none)'}; name {what} {dataset}")
        return np.asarray(file[dataset if dataset in names else names[0]])
