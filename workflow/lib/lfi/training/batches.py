"""Minibatches of pairs in memory, in an order that depends on the seed and the epoch alone."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler

from lfi import seeding

# Rows that are read together where not all pairs are held in memory.
BLOCK = 1000


class Pairs(Dataset[tuple[Tensor, Tensor]]):
    """Pairs (theta, x) in memory, indexed a whole batch at a time.

    Args:
        theta: parameters, shape (n, parameters).
        x: data, shape (n, *data).
    """

    def __init__(self, theta: Tensor, x: Tensor) -> None:
        self.theta, self.x = theta, x

    def __len__(self) -> int:
        return len(self.theta)

    def __getitem__(self, index: Tensor | slice) -> tuple[Tensor, Tensor]:
        return self.theta[index], self.x[index]


class Blocks(NamedTuple):
    """How a window is made of blocks of consecutive rows.

    Attributes:
        size: rows in a block.
        together: blocks in a window.
    """

    size: int
    together: int


def blocks(rows: int, window: int) -> Blocks:
    """The blocks of a window, the same for the order of the batches and for what is held of the shards.

    Args:
        rows: number of pairs.
        window: pairs that may be held at once.

    >>> blocks(rows=3200, window=10_000)
    Blocks(size=1000, together=4)
    >>> blocks(rows=100_000, window=2500)
    Blocks(size=1000, together=2)
    """
    size = min(BLOCK, window, rows)
    return Blocks(size, min(window // size, math.ceil(rows / size)))


class EpochBatches(Sampler[Tensor]):
    """Index tensors of the batches of one epoch; Lightning calls ``set_epoch`` before each.

    Args:
        rows: number of pairs.
        batch_size: pairs in a batch, over all processes together.
        seed: of the shuffling; None goes through the rows in order.
        first_step: number of batches, counted over all epochs, that are already done.
        rank: number of this process, from 0.
        world: number of processes; this one takes every ``world``-th pair of each batch, from ``rank`` on.
        window: pairs that are shuffled together: whole blocks of consecutive rows, whose order is shuffled too. None
            shuffles all rows together.
    """

    def __init__(
        self,
        rows: int,
        batch_size: int,
        seed: int | None,
        first_step: int = 0,
        rank: int = 0,
        world: int = 1,
        window: int | None = None,
    ) -> None:
        self.rows, self.batch_size, self.seed = rows, batch_size, seed
        self.first_step, self.rank, self.world, self.window = first_step, rank, world, window
        self.epoch = 0

    def set_epoch(self, epoch: int) -> None:
        self.epoch = epoch

    def __len__(self) -> int:
        return math.ceil(self.rows / self.batch_size)

    def __iter__(self) -> Iterator[Tensor]:
        # A generator: Lightning asks for the iterator before it sets the epoch in which a training resumes.
        order = torch.arange(self.rows) if self.seed is None else torch.from_numpy(self._shuffled(self.seed))
        done = max(0, self.first_step - self.epoch * len(self))
        for batch in torch.split(order, self.batch_size)[done:]:
            yield batch[self.rank :: self.world]

    def pairs(self, step: int) -> int:
        """Pairs in the batch of a step, over all processes together; steps are counted from 0 over all epochs."""
        return min(self.batch_size, self.rows - step % len(self) * self.batch_size)

    def _shuffled(self, seed: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        rng = seeding.generator(seed, "epoch", self.epoch)
        if self.window is None:
            return rng.permutation(self.rows)
        size, together = blocks(self.rows, self.window)
        order = rng.permutation(math.ceil(self.rows / size))
        starts = [order[first : first + together] * size for first in range(0, len(order), together)]
        windows = [(start[:, None] + np.arange(size)).ravel() for start in starts]
        return np.concatenate([rng.permutation(window[window < self.rows]) for window in windows])


def loader(pairs: Dataset[tuple[Tensor, Tensor]], batches: EpochBatches) -> DataLoader[tuple[Tensor, Tensor]]:
    """A DataLoader whose every item is a batch: theta (batch, parameters), x (batch, *data).

    Args:
        pairs: the data set.
        batches: the batches, in order.
    """
    return DataLoader(pairs, sampler=batches, batch_size=None)
