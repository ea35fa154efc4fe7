"""Minibatches of pairs held in memory, in an order that the seed and the epoch alone decide."""

import math
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler

from lfi import seeding

# Rows that are read together, where not all pairs are held in memory.
BLOCK = 1000


class Pairs(Dataset[tuple[Tensor, Tensor]]):
    """Pairs (theta, x) indexed a whole batch at a time."""

    def __init__(self, theta: Tensor, x: Tensor) -> None:
        self.theta, self.x = theta, x

    def __len__(self) -> int:
        return len(self.theta)

    def __getitem__(self, index: Tensor | slice) -> tuple[Tensor, Tensor]:
        return self.theta[index], self.x[index]


class EpochBatches(Sampler[Tensor]):
    """Index tensors of the batches of one epoch; Lightning calls ``set_epoch`` before each.

    Args:
        rows: number of pairs.
        batch_size: pairs in a batch, over all processes together.
        seed: of the shuffling; None goes through the rows in order.
        first_step: batches of the whole training that have been done already.
        rank, world: this process takes every world-th pair of each batch, from rank on.
        window: pairs that are shuffled together, whole blocks of consecutive rows in an order that is shuffled too;
            None shuffles all.
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
        # A generator: Lightning asks for the iterator before it sets the epoch that a training resumes in.
        order = torch.arange(self.rows) if self.seed is None else torch.from_numpy(self._shuffled(self.seed))
        done = max(0, self.first_step - self.epoch * len(self))
        for batch in torch.split(order, self.batch_size)[done:]:
            yield batch[self.rank :: self.world]

    def _shuffled(self, seed: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        rng = seeding.generator(seed, "epoch", self.epoch)
        if self.window is None:
            return rng.permutation(self.rows)
        size, together = blocks(self.window)
        order = rng.permutation(math.ceil(self.rows / size))
        starts = [order[first : first + together] * size for first in range(0, len(order), together)]
        windows = [(start[:, None] + np.arange(size)).ravel() for start in starts]
        return np.concatenate([rng.permutation(window[window < self.rows]) for window in windows])


def blocks(window: int) -> tuple[int, int]:
    """Rows in a block, and how many blocks a window of so many pairs has."""
    size = min(BLOCK, window)
    return size, window // size


def loader(pairs: Dataset[tuple[Tensor, Tensor]], batches: EpochBatches) -> DataLoader[tuple[Tensor, Tensor]]:
    """A DataLoader whose every item is a batch: theta (batch, parameters), x (batch, *data)."""
    return DataLoader(pairs, sampler=batches, batch_size=None)
