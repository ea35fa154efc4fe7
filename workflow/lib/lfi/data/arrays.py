"""Files of named arrays: HDF5, written to a temporary name and renamed, checked when read."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import EllipsisType
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from lfi.errors import LfiError
from lfi.writing import whole


def write(path: Path, arrays: Mapping[str, NDArray[Any]], attributes: Mapping[str, Any] | None = None) -> None:
    """Write arrays and attributes to a complete file; the same content gives the same bytes.

    Args:
        path: the file.
        arrays: the arrays by name.
        attributes: attributes of the file by name.
    """
    with whole(path) as aside, h5py.File(aside, "w") as file:
        for name, array in arrays.items():
            file.create_dataset(name, data=array)
        file.attrs.update(attributes or {})


def read(
    path: Path, names: Iterable[str] | None = None, rows: slice | EllipsisType = ...
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Read arrays and attributes of a file.

    Args:
        path: the file.
        names: names of the arrays; None: all.
        rows: rows of each array.

    Returns:
        The arrays and the attributes, by name.

    Raises:
        LfiError: the file is missing, truncated, lacks an array, or holds a number that is not finite.
    """
    mend = f"delete it and run again: rm {path}"
    try:
        with h5py.File(path, "r") as file:
            arrays = {name: np.asarray(file[name][rows]) for name in (names or file)}
            attributes = dict(file.attrs)
    except FileNotFoundError:
        raise LfiError(f"{path}: no such file") from None
    except KeyError as missing:
        raise LfiError(f"{path}: {missing.args[0]}; {mend}") from None
    except OSError as damage:
        raise LfiError(f"{path}: damaged or cut short ({damage}); {mend}") from None
    for name, array in arrays.items():
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            where = np.argwhere(~np.isfinite(array))[0].tolist()
            raise LfiError(f"{path}: {name}{where} is {array[tuple(where)]}, not a finite number; {mend}")
    return arrays, attributes
