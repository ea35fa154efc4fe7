"""Observed data: from a file of the user's, from the problem, or simulated."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lfi.errors import LfiError
from lfi.problems.base import Observation, Problem
from lfi.problems.drawing import draw, naming, real_numbers
from lfi.problems.files import read_array, read_hdf5, read_npy
from lfi.typing import Array

# Draws of which one must succeed, for an observation where there is none.
ATTEMPTS = 100


def load_observations(
    problem: Problem, path: Path | None, simulated: int | None, rng: np.random.Generator
) -> list[Observation]:
    """The observations in a file; without one so many simulated; without either the problem's own, or a simulated one.

    Raises:
        LfiError: the file does not hold observations, as ``read_observations`` says; all simulations fail.
    """
    if path:
        return [Observation(x) for x in read_observations(path, _simulated(problem, rng).x.shape)]
    if not simulated and problem.has_observation:
        with naming(problem, type(problem).__name__):
            return [_check(problem, problem.observation(), _simulated(problem, rng).x.shape)]
    return [_simulated(problem, rng) for _ in range(simulated or 1)]


def _check(problem: Problem, observation: Any, shape: tuple[int, ...]) -> Observation:
    """The problem's observation, whose data have the shape of simulated ones."""
    if not isinstance(observation, Observation):
        kind = type(observation).__name__
        raise LfiError(f"observation() returned {kind}, not an Observation; write Observation(x)")
    x = _fitting("x", observation.x, shape, f"but the simulator gives {shape}")
    if observation.theta is None:
        return Observation(x)
    parameters = (len(problem.parameters),)
    return Observation(x, _fitting("theta", observation.theta, parameters, f"not {parameters}"))


def _fitting(name: str, given: Any, shape: tuple[int, ...], other: str) -> Array:
    """A part of the problem's observation, if it is an array of finite numbers of that shape."""
    array = real_numbers("observation()", given)
    if array.shape != shape:
        raise LfiError(f"observation() returned {name} of shape {array.shape}, {other}")
    if not np.isfinite(array).all():
        raise LfiError(f"observation() returned {name} that holds a number that is not finite")
    return array


def _simulated(problem: Problem, rng: np.random.Generator) -> Observation:
    """The first draw that succeeds."""
    with naming(problem, type(problem).__name__):
        for _ in range(ATTEMPTS):
            drawn = draw(problem, 1, rng)
            if not drawn.failed[0]:
                return Observation(drawn.x[0], drawn.theta[0])
        raise LfiError(f"no draw in {ATTEMPTS} succeeded; the last: {drawn.complaint(problem.parameters)}")


def read_observations(path: Path, shape: tuple[int, ...]) -> Array:
    """Observations in a file, shape (n, *shape), in double precision.

    The file holds an array of that shape, or one observation alone. ``.npy``; ``.csv`` without a header, one
    observation a line, or a single one in a column; ``.h5`` or ``.hdf5``, the dataset ``x`` or the only one.

    Args:
        path: the file.
        shape: of one observation.

    Raises:
        LfiError: there is no such file, it cannot be read, has the wrong shape, or holds what is not a finite number.
    """
    x = read_array("observation", path, READERS)
    if path.suffix == ".csv" and x.shape == (*shape, 1):
        x = x[:, 0]
    if shape not in (x.shape, x.shape[1:]) or not x.size:
        raise LfiError(f"observation {path}: has shape {x.shape}, but the simulator gives {shape}")
    return x.reshape(-1, *shape).astype(np.float64)


def _read_csv(path: Path) -> NDArray[Any]:
    return np.loadtxt(path, delimiter=",", ndmin=2)


def _read_hdf5(path: Path) -> NDArray[Any]:
    return read_hdf5(path, "x", "the observation's")


READERS = {".npy": read_npy, ".csv": _read_csv, ".h5": _read_hdf5, ".hdf5": _read_hdf5}
