"""Sharded sets of simulated pairs (theta, x), whose rows do not depend on how they are cut."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from lfi import arrays, seeding
from lfi.errors import LfiError
from lfi.problems.base import Joint
from lfi.typing import Array

Pairs = tuple[Array, Array]


def simulate(problem: Joint, seed: int, name: str, set_name: str, start: int, stop: int) -> Pairs:
    """Rows start … stop-1 of a set.

    Row i depends on (seed, name, set_name, i) alone: rows are drawn in whole blocks of the problem's size, each from
    a stream of its own, and cut.

    Args:
        name: the problem's name in the config. set_name: ``training`` or ``test``.

    Returns:
        theta (rows, parameters) in double and x (rows, *data) in single precision.

    Raises:
        LfiError: the simulator returned the wrong shape, or a number that is not finite.
    """
    first, last = start // problem.block, (stop - 1) // problem.block
    blocks = []
    for block in range(first, last + 1):
        theta, x = problem.draw(problem.block, seeding.generator(seed, name, "simulate", set_name, block))
        _check(problem, name, theta, x)
        blocks.append((theta, x))
    offset = first * problem.block
    theta, x = (np.concatenate(parts)[start - offset : stop - offset] for parts in zip(*blocks, strict=True))
    return np.ascontiguousarray(theta, dtype=np.float64), np.ascontiguousarray(x, dtype=np.float32)


def _check(problem: Joint, name: str, theta: Array, x: Array) -> None:
    expected = (problem.block, len(problem.parameters))
    if theta.shape != expected:
        raise LfiError(f"problem {name}: theta has shape {theta.shape}, not {expected}")
    if np.ndim(x) < 2 or len(x) != problem.block:
        raise LfiError(
            f"problem {name}: simulate returned shape {np.shape(x)}, not ({problem.block}, …): one row a draw"
        )
    bad = ~np.isfinite(x).reshape(len(x), -1).all(axis=1)
    if bad.any():
        at = dict(zip(problem.parameters, theta[bad][0].tolist(), strict=True))
        raise LfiError(f"problem {name}: simulate gave numbers that are not finite on {bad.sum()} draws, first at {at}")


def write_shard(path: Path, pairs: Pairs, start: int) -> None:
    """Store rows from ``start`` on as one shard."""
    arrays.write(path, {"theta": pairs[0], "x": pairs[1]}, {"start": start})


def read_set(paths: Sequence[Path]) -> Pairs:
    """All rows of a set, its shards in order.

    Raises:
        LfiError: a shard is damaged, holds a number that is not finite, or is not the next in order.
    """
    thetas, xs, rows = [], [], 0
    for path in paths:
        data, attributes = arrays.read(path, ("theta", "x"))
        if attributes.get("start") != rows or len(data["theta"]) != len(data["x"]):
            raise LfiError(f"{path}: does not hold rows from {rows} on; delete it and run again: rm {path}")
        thetas.append(data["theta"])
        xs.append(data["x"])
        rows += len(data["theta"])
    return np.concatenate(thetas), np.concatenate(xs)


def read_datasets(observation: Path, test: Sequence[Path], count: int) -> Pairs:
    """The data sets that posteriors are drawn for: the observation, then the first of the test set.

    Args:
        observation: file of the observation. test: shards of the test set. count: how many of its data sets.

    Returns:
        theta (1 + count, parameters), the observation's row NaN where its truth is not known, and x (1 + count, *data).
    """
    observed, _ = arrays.read(observation)
    empty: Pairs = np.empty((0, 0)), np.empty((0, *observed["x"].shape))
    theta, x = read_set(test) if count else empty
    unknown = np.full(theta.shape[1], np.nan)
    truth = observed.get("theta", unknown)[None]
    return np.concatenate([truth, theta[:count].reshape(count, truth.shape[1])]), np.concatenate(
        [observed["x"][None], x[:count]]
    )


def split(rows: int, fractions: Sequence[float]) -> list[slice]:
    """Consecutive parts of a set; rows are independent draws, so any part is a random one."""
    edges = np.round(np.cumsum([0.0, *fractions]) * rows).astype(int).tolist()
    return [slice(a, b) for a, b in pairwise(edges)]
