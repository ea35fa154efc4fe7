"""Minibatches of pairs, in an order that depends on the seed and the epoch alone."""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from lfi import seeding

# Rows that are read together where not all pairs are held in memory, and pairs that are gathered together.
BLOCK = 1000


class Part(Dataset[tuple[Tensor, Tensor]], ABC):
    """A part of a training set: its pairs (theta, x), indexed a whole batch at a time."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def __getitem__(self, index: Tensor | slice) -> tuple[Tensor, Tensor]: ...

    @abstractmethod
    def to(self, device: torch.device) -> "Part":
        """The same part, which gives its pairs on a device."""


class Pairs(Part):
    """Pairs (theta, x) in memory.

    Args:
        theta: parameters, shape (n, parameters).
        x: data, shape (n, *data).
    """

    def __init__(self, theta: Tensor, x: Tensor) -> None:
        self.theta, self.x = theta, x

    def __len__(self) -> int:
        return len(self.theta)

    def __getitem__(self, index: Tensor | slice) -> tuple[Tensor, Tensor]:
        index = index.to(self.theta.device) if isinstance(index, Tensor) else index
        return self.theta[index], self.x[index]

    def to(self, device: torch.device) -> "Pairs":
        """The same pairs, held on a device."""
        return Pairs(self.theta.to(device), self.x.to(device))


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


class EpochBatches:
    """Index tensors of the batches of each epoch.

    Args:
        rows: number of pairs.
        batch_size: pairs in a batch, over all processes together.
        seed: of the shuffling.
        rank: number of this process, from 0.
        world: number of processes; this one takes every ``world``-th pair of each batch, from ``rank`` on.
        window: pairs that are shuffled together: whole blocks of consecutive rows, whose order is shuffled too. None
            shuffles all rows together.
    """

    def __init__(
        self,
        rows: int,
        batch_size: int,
        seed: int,
        rank: int = 0,
        world: int = 1,
        window: int | None = None,
    ) -> None:
        self.rows, self.batch_size, self.seed = rows, batch_size, seed
        self.rank, self.world, self.window = rank, world, window

    def __len__(self) -> int:
        return math.ceil(self.rows / self.batch_size)

    def batches(self, epoch: int) -> list[Tensor]:
        """The indices of this process's part of each batch of an epoch."""
        order = torch.from_numpy(self._shuffled(epoch))
        return [batch[self.rank :: self.world] for batch in torch.split(order, self.batch_size)]

    def chunks(self, epoch: int, done: int) -> Iterator[list[Tensor]]:
        """The batches of an epoch in groups whose pairs are gathered at once: a batch, or ``BLOCK`` pairs at most.

        Args:
            epoch: number of the epoch, from 0.
            done: number of its batches that are already done.
        """
        batches, together = self.batches(epoch), max(1, min(BLOCK, self.window or BLOCK) // self.batch_size)
        for first in range(done, len(batches), together):
            yield batches[first : first + together]

    def pairs(self, step: int) -> int:
        """Pairs in the batch of a step, over all processes together; steps are counted from 0 over all epochs."""
        return min(self.batch_size, self.rows - step % len(self) * self.batch_size)

    def _shuffled(self, epoch: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        rng = seeding.generator(self.seed, "epoch", epoch)
        if self.window is None:
            return rng.permutation(self.rows)
        size, together = blocks(self.rows, self.window)
        order = rng.permutation(math.ceil(self.rows / size))
        starts = [order[first : first + together] * size for first in range(0, len(order), together)]
        windows = [(start[:, None] + np.arange(size)).ravel() for start in starts]
        return np.concatenate([rng.permutation(window[window < self.rows]) for window in windows])
