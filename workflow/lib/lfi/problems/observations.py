"""Observed data: read from a user's file, given by the problem, or simulated."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lfi.errors import LfiError
from lfi.problems.base import Observation, Problem
from lfi.problems.drawing import draw, naming, real_numbers
from lfi.problems.files import read_array, read_hdf5, read_npy
from lfi.typing import Array

# One of so many draws must succeed when an observation is simulated.
ATTEMPTS = 100


def load_observations(
    problem: Problem, path: Path | None, simulated: int | None, rng: np.random.Generator
) -> list[Observation]:
    """Load the observations from a file, simulate them, or take the problem's.

    Args:
        problem: the problem.
        path: file with the observations; None: no file.
        simulated: number of observations to simulate; None: the problem's observation, or one simulated if it has none.
        rng: random stream of the simulations.

    Raises:
        LfiError: the file does not hold observations, the problem's observation does not fit its simulator, or all
            simulations fail.
    """
    if path:
        return [Observation(x) for x in read_observations(path, _simulated(problem, rng).x.shape)]
    if not simulated and problem.has_observation:
        with naming(problem, type(problem).__name__):
            return [_check(problem, problem.observation(), _simulated(problem, rng).x.shape)]
    return [_simulated(problem, rng) for _ in range(simulated or 1)]


def _check(problem: Problem, observation: Any, shape: tuple[int, ...]) -> Observation:
    """Check that the problem's observation has the shape of simulated data."""
    if not isinstance(observation, Observation):
        kind = type(observation).__name__
        raise LfiError(f"observation() returned {kind}, not an Observation; write Observation(x)")
    x = _fitting("x", observation.x, shape, f"but the simulator gives {shape}")
    if observation.theta is None:
        return Observation(x)
    parameters = (len(problem.parameters),)
    return Observation(x, _fitting("theta", observation.theta, parameters, f"not {parameters}"))


def _fitting(name: str, given: Any, shape: tuple[int, ...], other: str) -> Array:
    """Check that a field of the problem's observation is an array of finite numbers of one shape.

    Args:
        name: the field.
        given: its value.
        shape: the expected shape.
        other: end of the message on another shape.
    """
    array = real_numbers("observation()", given)
    if array.shape != shape:
        raise LfiError(f"observation() returned {name} of shape {array.shape}, {other}")
    if not np.isfinite(array).all():
        raise LfiError(f"observation() returned {name} that holds a number that is not finite")
    return array


def _simulated(problem: Problem, rng: np.random.Generator) -> Observation:
    """Simulate one observation: the first draw that succeeds."""
    with naming(problem, type(problem).__name__):
        for _ in range(ATTEMPTS):
            drawn = draw(problem, 1, rng)
            if not drawn.failed[0]:
                return Observation(drawn.x[0], drawn.theta[0])
        raise LfiError(f"no draw in {ATTEMPTS} succeeded; the last: {drawn.complaint(problem.parameters)}")


def read_observations(path: Path, shape: tuple[int, ...]) -> Array:
    """Read observations from a file.

    The file holds an array of shape (n, *shape), or of ``shape`` for one observation. Formats: ``.npy``; ``.csv``
    without a header, one observation in each line, or a single one in a column; ``.h5`` or ``.hdf5`` with a dataset
    ``x`` or only one dataset.

    Args:
        path: the file.
        shape: shape of one observation.

    Returns:
        Observations in double precision, shape (n, *shape).

    Raises:
        LfiError: there is no such file, it cannot be read, has the wrong shape, or holds a number that is not finite.
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
