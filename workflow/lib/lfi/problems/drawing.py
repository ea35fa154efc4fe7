"""Draws from a problem: simulated pairs, checked, with a mark on those that failed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lfi.errors import LfiError
from lfi.problems.base import Joint, Problem
from lfi.typing import Array


class Drawn(NamedTuple):
    """Simulated pairs.

    Attributes:
        theta: shape (n, parameters).
        x: shape (n, *data), zero where the draw failed; shape (n, 0) where all draws failed with an exception.
        reasons: why each draw failed; empty where it succeeded.
    """

    theta: Array
    x: Array
    reasons: tuple[str, ...]

    @property
    def failed(self) -> NDArray[np.bool_]:
        """Which draws failed, shape (n,)."""
        return np.array([bool(reason) for reason in self.reasons], dtype=bool)

    def cut(self, rows: slice) -> "Drawn":
        """The pairs in a range of rows."""
        return Drawn(self.theta[rows], self.x[rows], self.reasons[rows])

    def complaint(self, names: Sequence[str]) -> str:
        """Describe the failures: how many draws failed, and the parameters of the first with the reason.

        Args:
            names: names of the parameters.
        """
        failed = np.flatnonzero(self.failed)
        at = dict(zip(names, self.theta[failed[0]].tolist(), strict=True))
        return f"{len(failed)} of {len(self.reasons)} draws failed, the first at {at}: {self.reasons[failed[0]]}"


def draw(problem: Joint, n: int, rng: np.random.Generator) -> Drawn:
    """Draw pairs from one random stream.

    A draw fails if its x holds a number that is not finite in single precision, or if ``simulate_one`` raises.

    Args:
        problem: the problem.
        n: number of pairs.
        rng: the random stream.

    Raises:
        LfiError: x is not an array of real numbers with one row for each draw, or ``simulate`` raises.
    """
    if isinstance(problem, Problem) and problem.one_at_a_time:
        return join([_draw_one(problem, rng) for _ in range(n)])
    return _draw_together(problem, n, rng)


def replicate(problem: Problem, theta: Array, rng: np.random.Generator) -> Drawn:
    """Simulate new data for given parameters, such as posterior draws.

    Args:
        problem: the problem.
        theta: parameters, shape (n, parameters).
        rng: the random stream.

    Raises:
        LfiError: as for ``draw``.
    """
    if not len(theta):
        return Drawn(theta, np.empty((0, 0)), ())
    if problem.one_at_a_time:
        return join([_simulate_one(problem, row[None], rng) for row in theta])
    try:
        returned = problem.simulate(theta.copy(), rng)
    except Exception as raised:
        raise LfiError(f"simulate raised {one_line(raised)}, in {len(theta)} draws at once") from raised
    return _together("simulate", theta, returned)


def _draw_one(problem: Problem, rng: np.random.Generator) -> Drawn:
    return _simulate_one(problem, problem.prior.sample(1, rng), rng)


def _simulate_one(problem: Problem, theta: Array, rng: np.random.Generator) -> Drawn:
    try:
        returned = problem.simulate_one(theta[0].copy(), rng)
    except Exception as raised:
        return Drawn(theta, np.zeros((1, 0)), (one_line(raised),))
    x = real_numbers("simulate_one", returned)
    if x.ndim < 1 or not x.size:
        raise LfiError(f"simulate_one returned shape {x.shape}; data need an axis: return [value] for one number")
    return _drawn(theta, x[None])


def _draw_together(problem: Joint, n: int, rng: np.random.Generator) -> Drawn:
    function = "simulate" if isinstance(problem, Problem) else "draw"
    try:
        theta, returned = problem.draw(n, rng)
    except Exception as raised:
        what = f"{function} raised {one_line(raised)}, in {n} draws at once"
        raise LfiError(what + _advice(problem, rng)) from raised
    if theta.shape != (n, len(problem.parameters)):
        raise LfiError(f"theta has shape {theta.shape}, not {(n, len(problem.parameters))}")
    return _together(function, theta, returned)


def _advice(problem: Joint, rng: np.random.Generator) -> str:
    """Advice for an exception that only some draws raise."""
    if isinstance(problem, Problem) and any(_works(problem, rng) for _ in range(10)):
        return "; write simulate_one instead: it tells which draw failed, and such draws can be dropped"
    return ""


def _works(problem: Problem, rng: np.random.Generator) -> bool:
    """Whether two draws can be simulated; a single one would hide a mistake in the shapes."""
    try:
        problem.draw(2, rng)
    except Exception:
        return False
    return True


def _together(function: str, theta: Array, returned: Any) -> Drawn:
    x, n = real_numbers(function, returned), len(theta)
    if x.ndim < 2 or len(x) != n or not x.size:
        raise LfiError(f"{function} returned shape {x.shape}, not ({n}, …): one row for each draw")
    return _drawn(theta, x)


def _drawn(theta: Array, x: Array) -> Drawn:
    with np.errstate(over="ignore"):  # numbers too large for single precision count as failures
        good = np.all(np.isfinite(x.astype(np.float32)).reshape(len(x), -1), axis=1)
    x = x.copy()
    x[~good] = 0
    return Drawn(theta, x, tuple("" if finite else "x holds a number that is not finite" for finite in good))


def real_numbers(function: str, returned: Any) -> Array:
    """Convert what a user's function returned to an array.

    Args:
        function: the function's name, for messages.
        returned: the returned value.

    Raises:
        LfiError: the value is not an array of real numbers.
    """
    try:
        values = np.asarray(returned)
    except ValueError as ragged:
        raise LfiError(f"{function} returned no array: {ragged}") from None
    if values.dtype.kind not in "biuf":
        raise LfiError(f"{function} returned {values.dtype} values, not real numbers")
    return values.astype(np.float64) if values.dtype.kind != "f" else values


def one_line(raised: Exception) -> str:
    """An exception as one line of a message."""
    return " ".join(f"{type(raised).__name__}: {raised}".split())


def join(parts: Sequence[Drawn]) -> Drawn:
    """Concatenate draws.

    Raises:
        LfiError: their data have different shapes.
    """
    shapes = list(dict.fromkeys(part.x.shape[1:] for part in parts if not part.failed.all()))
    if len(shapes) > 1:
        raise LfiError(f"the simulator returned data of shape {shapes[0]}, and then of {shapes[1]}")
    shape = shapes[0] if shapes else (0,)
    x = [part.x if part.x.shape[1:] == shape else np.zeros((len(part.x), *shape)) for part in parts]
    reasons = tuple(reason for part in parts for reason in part.reasons)
    return Drawn(np.concatenate([part.theta for part in parts]), np.concatenate(x), reasons)


@contextmanager
def naming(problem: Joint, name: str) -> Iterator[None]:
    """Add the problem's name, and the user's file that defines it, to errors inside the block.

    Args:
        problem: the problem.
        name: its name in the configuration.
    """
    try:
        yield
    except LfiError as error:
        file = f" ({problem.defined_in})" if problem.defined_in else ""
        raise LfiError(f"problem {name}{file}: {error}") from error
