"""Sets of simulated pairs (theta, x) in shards; the rows do not depend on the size of the shards."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from lfi import seeding
from lfi.data import arrays
from lfi.data import observations as observed
from lfi.errors import LfiError
from lfi.problems.base import Joint
from lfi.problems.drawing import Drawn, draw, join, naming
from lfi.typing import Array

Pairs = tuple[Array, Array]
# error: a failed draw stops the simulation; drop: it is left out of the set.
OnFailure = Literal["error", "drop"]


def simulate(
    problem: Joint, seed: int, name: str, set_name: str, start: int, stop: int, on_failure: OnFailure = "error"
) -> Drawn:
    """Simulate rows start … stop-1 of a set.

    Row i depends on (seed, name, set_name, i) alone: rows are drawn in whole blocks of the problem's block size, each
    block from a separate random stream, and the rows outside of the range are discarded. The first block of a set is
    simulated twice, to see that the simulator gives the same data for the same seed.

    Args:
        problem: the problem.
        seed: the master seed.
        name: the problem's name in the configuration.
        set_name: ``training`` or ``test``.
        start: first row.
        stop: row after the last one.
        on_failure: ``error``: a failed draw is an error; ``drop``: it is marked.

    Returns:
        theta (rows, parameters) in double precision, x (rows, *data) in single precision, and why draws failed.

    Raises:
        LfiError: the simulator returned the wrong shape or type, gave other data for the same seed, or a draw failed
            and ``on_failure`` is ``error``.
    """
    first, last = start // problem.block, (stop - 1) // problem.block
    offset = first * problem.block

    def block(number: int) -> Drawn:
        return draw(problem, problem.block, seeding.generator(seed, name, "simulate", set_name, number))

    with naming(problem, name):
        blocks = [block(number) for number in range(first, last + 1)]
        if start == 0 and not _same(blocks[0], block(0)):
            raise LfiError("the simulator gives other data for the same seed; take all randomness from rng")
        drawn = join(blocks).cut(slice(start - offset, stop - offset))
        if on_failure == "error" and drawn.failed.any():
            complaint = drawn.complaint(problem.parameters)
            raise LfiError(f"{complaint}; mend the simulator, or set simulations.on_failure: drop")
    theta, x = np.ascontiguousarray(drawn.theta, dtype=np.float64), np.ascontiguousarray(drawn.x, dtype=np.float32)
    return drawn._replace(theta=theta, x=x)


def _same(one: Drawn, other: Drawn) -> bool:
    """Whether two blocks are the same in the precision of the file; the data of failed draws are zeros in both."""
    parts = ((drawn.theta, drawn.x.astype(np.float32), drawn.failed) for drawn in (one, other))
    return all(map(np.array_equal, *parts))


def write_shard(path: Path, drawn: Drawn, start: int) -> None:
    """Write one shard: every theta, x, and which draws failed.

    Args:
        path: the file.
        drawn: the rows.
        start: number of the first row in the set.
    """
    arrays.write(path, {"theta": drawn.theta, "x": drawn.x, "failed": drawn.failed}, {"start": start})


def read_set(paths: Sequence[Path], rows: int | None = None) -> Pairs:
    """Read the pairs of a set whose draws succeeded.

    Args:
        paths: the shards, in order.
        rows: number of rows to read from the start of the set, failed draws included; None: all.

    Returns:
        theta, shape (n, parameters), and x, shape (n, *data).

    Raises:
        LfiError: a shard is damaged, holds a number that is not finite, or does not follow the one before; all draws
            failed; or the shards hold data of different shapes.

    Example:
        >>> import tempfile
        >>> from lfi import problems
        >>> shard = Path(tempfile.mkdtemp()) / "0-100.h5"
        >>> write_shard(shard, simulate(problems.load("line", {}, {}), 1, "line", "training", 0, 100), 0)
        >>> theta, x = read_set([shard], rows=10)
        >>> theta.shape, x.shape
        ((10, 2), (10, 200))
    """
    thetas, xs = [], []
    for path, shard in _shards(paths, ("theta", "failed", "x"), rows):
        good = ~shard["failed"]
        if good.any():
            thetas.append(shard["theta"][good])
            xs.append(shard["x"][good])
            if xs[-1].shape[1:] != xs[0].shape[1:]:
                raise LfiError(_other_shape(path, xs[-1].shape[1:], xs[0].shape[1:]))
    if not thetas:
        raise LfiError(_all_failed(paths))
    return np.concatenate(thetas), np.concatenate(xs)


class StoredPairs:
    """The pairs of ``read_set``, read from their shards a few rows at a time.

    Args:
        paths: the shards, in order.
        rows: as for ``read_set``.

    Raises:
        LfiError: a shard is damaged, or does not follow the one before; all draws failed.
    """

    def __init__(self, paths: Sequence[Path], rows: int | None = None) -> None:
        self.paths = paths
        self._good = [~shard["failed"] for _, shard in _shards(paths, ("theta", "failed"), rows)]
        self._edges = np.cumsum([0, *(good.sum() for good in self._good)])
        if not len(self):
            raise LfiError(_all_failed(paths))
        self.shape = self._part(int(np.argmax(self._edges > 0)) - 1, 0, 1)[1].shape[1:]

    def __len__(self) -> int:
        return int(self._edges[-1])

    def read(self, start: int, stop: int) -> Pairs:
        """Read a range of the draws that succeeded.

        Args:
            start: first row, counted among the draws that succeeded.
            stop: row after the last one.

        Returns:
            theta, shape (rows, parameters), and x, shape (rows, *data).

        Raises:
            LfiError: as for ``read_set``.
        """
        shards = np.flatnonzero(np.minimum(self._edges[1:], stop) > np.maximum(self._edges[:-1], start)).tolist()
        parts = [self._part(shard, max(start - self._edges[shard], 0), stop - self._edges[shard]) for shard in shards]
        for shard, (_, x) in zip(shards, parts, strict=True):
            if x.shape[1:] != self.shape:
                raise LfiError(_other_shape(self.paths[shard], x.shape[1:], self.shape))
        return np.concatenate([theta for theta, _ in parts]), np.concatenate([x for _, x in parts])

    def _part(self, shard: int, start: int, stop: int) -> Pairs:
        """Read rows start … stop-1 of the draws of one shard that succeeded."""
        rows = np.flatnonzero(self._good[shard])[start:stop]
        span = slice(int(rows[0]), int(rows[-1]) + 1)
        data, _ = arrays.read(self.paths[shard], ("theta", "x"), span)
        good = self._good[shard][span]
        return data["theta"][good], data["x"][good]


def failures(paths: Sequence[Path]) -> tuple[Array, int]:
    """Parameters of the failed draws of a set, shape (failed, parameters), and the number of all its draws.

    Raises:
        LfiError: a shard is damaged, or does not follow the one before.
    """
    shards = [shard for _, shard in _shards(paths, ("theta", "failed"))]
    theta, failed = (np.concatenate([shard[name] for shard in shards]) for name in ("theta", "failed"))
    return theta[failed], len(theta)


def _shards(
    paths: Sequence[Path], names: Sequence[str], stop: int | None = None
) -> Iterator[tuple[Path, dict[str, NDArray[Any]]]]:
    """Arrays of each shard, checked to follow each other, up to the row before ``stop``."""
    rows = 0
    for path in paths:
        if rows == stop:
            return
        data, attributes = arrays.read(path, names, ... if stop is None else slice(0, stop - rows))
        if attributes.get("start") != rows or len({len(array) for array in data.values()}) != 1:
            raise LfiError(f"{path}: does not hold rows from {rows} on; delete it and run again: rm {path}")
        yield path, data
        rows += len(data["theta"])


def _other_shape(path: Path, shape: tuple[int, ...], before: tuple[int, ...]) -> str:
    return f"{path}: x has rows of shape {shape}, those before it {before}"


def _all_failed(paths: Sequence[Path]) -> str:
    return f"{paths[0].parent}: all draws failed; mend the simulator or its prior; its logs say why"


def read_datasets(observation: Path, test: Sequence[Path], count: int) -> Pairs:
    """Read the data sets that posteriors are drawn for: the observations, then the first of the test set.

    Args:
        observation: file of the observations.
        test: shards of the test set.
        count: number of data sets of the test set, failed draws left out.

    Returns:
        theta, shape (observations + count, parameters), NaN where an observation's truth is unknown, and x, shape
        (observations + count, *data).

    Raises:
        LfiError: fewer draws of the test set succeeded.
    """
    observations = observed.read(observation)
    observed_x = np.stack([each.x for each in observations])
    empty: Pairs = np.empty((0, 0)), np.empty((0, *observed_x.shape[1:]))
    theta, x = read_set(test) if count else empty
    if len(theta) < count:
        raise LfiError(f"{test[0].parent}: only {len(theta)} draws succeeded; lower posterior.test_datasets to that")
    unknown = np.full(theta.shape[1], np.nan)
    truths = np.stack([unknown if each.theta is None else each.theta for each in observations])
    return (
        np.concatenate([truths, theta[:count].reshape(count, truths.shape[1])]),
        np.concatenate([observed_x, x[:count]]),
    )


def split(rows: int, fractions: Sequence[float]) -> list[slice]:
    """Split a set into consecutive parts; each is a random sample of the set, because rows are independent.

    Args:
        rows: number of rows of the set.
        fractions: size of each part as a fraction of the set.
    """
    edges = np.round(np.cumsum([0.0, *fractions]) * rows).astype(int).tolist()
    return [slice(a, b) for a, b in pairwise(edges)]
