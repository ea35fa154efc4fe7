"""Files of numbers that a user brings: arrays as .npy, .csv or HDF5, read, or refused in one line."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lfi.errors import LfiError

Readers = Mapping[str, Callable[[Path], NDArray[Any]]]


def read_array(what: str, path: Path, readers: Readers) -> NDArray[Any]:
    """The array of real, finite numbers in a file.

    Args:
        what: is in it, for messages: ``observation``. path: the file. readers: by suffix.

    Raises:
        LfiError: there is no such file, it cannot be read, or holds what is not a finite real number.
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
    """The array in a .npy file."""
    with path.open("rb") as file:
        return np.lib.format.read_array(file, allow_pickle=False)


def read_hdf5(path: Path, dataset: str, what: str) -> NDArray[Any]:
    """The dataset of that name in an HDF5 file, or the only one.

    Raises:
        ValueError: it has several datasets, and none of that name.
    """
    import h5py  # here, because reading a configuration imports this file

    with h5py.File(path, "r") as file:
        names = [name for name, item in file.items() if isinstance(item, h5py.Dataset)]
        if dataset not in names and len(names) != 1:
            raise ValueError(f"it has the datasets {', '.join(names) or '(none)'}; name {what} {dataset}")
        return np.asarray(file[dataset if dataset in names else names[0]])
