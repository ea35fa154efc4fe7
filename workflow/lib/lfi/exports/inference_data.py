"""Posteriors in ArviZ's layout, InferenceData: an xarray tree with a group for posterior, prior, data, predictions.

The layout is ArviZ's schema, https://python.arviz.org/en/stable/schema/schema.html. ArviZ itself is not needed.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

import lfi
from lfi.errors import LfiError
from lfi.exports.inferred import Inferred
from lfi.typing import Array
from lfi.writing import whole


def inference_data(inferred: Inferred) -> Any:
    """An ``xarray.DataTree`` in ArviZ's layout.

    Groups: ``posterior``, ``observed_data``, and where they are known ``prior``, ``posterior_predictive``, and
    ``constant_data`` with the true parameters. Draws have the dimensions chain (one, since draws are independent) and
    draw; several observations have a dimension ``observation`` more, in every group but ``prior``.

    Args:
        inferred: the posterior.

    Raises:
        LfiError: xarray is not installed.
    """
    try:
        import xarray
    except ModuleNotFoundError as missing:
        raise LfiError(f"{missing.name} is not installed, which InferenceData needs: pip install xarray") from None
    several = ("observation",) if len(inferred) > 1 else ()
    data, positions = _data_dimensions(inferred)
    cut = slice(None) if several else 0
    groups = {
        "posterior": _named(inferred.parameters, inferred.theta[cut], ("chain", *several, "draw")),
        "observed_data": {"x": ((*several, *data), inferred.x[cut])},
    }
    if inferred.prior is not None:
        groups["prior"] = _named(inferred.parameters, inferred.prior, ("chain", "draw"))
    if inferred.predictive is not None:
        dims = ("chain", *several, "draw", *data)
        groups["posterior_predictive"] = {"x": (dims, inferred.predictive[cut][None])}
    if inferred.truth is not None:
        groups["constant_data"] = _named(inferred.parameters, inferred.truth[cut], several)
    sets = {
        f"/{name}": xarray.Dataset(
            {variable: xarray.Variable(dims, values) for variable, (dims, values) in content.items()},
            coords=_coordinates(content, positions),
        ).transpose("chain", "draw", ..., missing_dims="ignore")
        for name, content in groups.items()
    }
    tree = xarray.DataTree.from_dict(sets)
    tree.attrs = _attributes(inferred)
    return tree


def write(path: Path, inferred: Inferred) -> None:
    """Write a posterior as NetCDF, which ``arviz.from_netcdf`` and ``xarray.open_datatree`` read.

    Args:
        path: the file, whose name ends in ``.nc``.
        inferred: the posterior.

    Raises:
        LfiError: xarray or h5netcdf is not installed.
    """
    tree = inference_data(inferred)
    try:
        with whole(path) as aside:
            tree.to_netcdf(aside, engine="h5netcdf")
    except (ModuleNotFoundError, ValueError) as missing:
        if "h5netcdf" not in str(missing):
            raise
        raise LfiError("h5netcdf is not installed, which NetCDF needs: pip install h5netcdf") from None


def _named(names: tuple[str, ...], theta: Array, dims: tuple[str, ...]) -> dict[str, tuple[tuple[str, ...], Array]]:
    """A variable a parameter, with an axis of length one for the chain where ``dims`` begins with it."""
    values = theta[None] if dims[:1] == ("chain",) else theta
    return {name: (dims, values[..., i]) for i, name in enumerate(names)}


def _data_dimensions(inferred: Inferred) -> tuple[tuple[str, ...], dict[str, Array]]:
    """The dimensions of one data set: ``point`` where the problem has coordinates, otherwise ArviZ's x_dim_0, …"""
    shape = inferred.x.shape[1:]
    names = [f"x_dim_{axis}" for axis in range(len(shape))]
    places = inferred.coordinates
    if places is None or places.ndim != 1 or len(places) not in shape:
        return tuple(names), {}
    names[shape.index(len(places))] = "point"
    return tuple(names), {"point": places}


def _coordinates(content: Mapping[str, tuple[tuple[str, ...], Array]], positions: Mapping[str, Array]) -> Any:
    """Coordinates of all dimensions: positions of the data's points, and numbers from 0 of everything else."""
    sizes = {dim: n for dims, values in content.values() for dim, n in zip(dims, values.shape, strict=True)}
    return {dim: positions.get(dim, np.arange(n)) for dim, n in sizes.items()}


def _attributes(inferred: Inferred) -> dict[str, Any]:
    known: dict[str, Any] = {
        "inference_library": "lfi",
        "inference_library_version": lfi.__version__,
        "problem": inferred.problem,
        "posterior": inferred.posterior,
    }
    if inferred.log_evidence is not None:
        known["log_evidence"], known["log_evidence_error"] = inferred.log_evidence.T
    return known
