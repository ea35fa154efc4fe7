"""Minibatches of pairs held in memory, in an order that the seed and the epoch alone decide."""

import math
from collections.abc import Iterator

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler

from lfi import seeding


class Pairs(Dataset[tuple[Tensor, Tensor]]):
    """Pairs (theta, x) indexed a whole batch at a time."""

    def __init__(self, theta: Tensor, x: Tensor) -> None:
        self.theta, self.x = theta, x

    def __len__(self) -> int:
        return len(self.theta)

    def __getitem__(self, index: Tensor) -> tuple[Tensor, Tensor]:
        return self.theta[index], self.x[index]


class EpochBatches(Sampler[Tensor]):
    """Index tensors of the batches of one epoch; Lightning calls ``set_epoch`` before each."""

    def __init__(self, rows: int, batch_size: int, seed: int, shuffle: bool) -> None:
        self.rows, self.batch_size, self.seed, self.shuffle = rows, batch_size, seed, shuffle
        self.epoch = 0

    def set_epoch(self, epoch: int) -> None:
        self.epoch = epoch

    def __len__(self) -> int:
        return math.ceil(self.rows / self.batch_size)

    def __iter__(self) -> Iterator[Tensor]:
        order = torch.arange(self.rows)
        if self.shuffle:
            order = torch.from_numpy(seeding.generator(self.seed, "epoch", self.epoch).permutation(self.rows))
        return iter(torch.split(order, self.batch_size))


def loader(pairs: Pairs, batch_size: int, seed: int, shuffle: bool) -> DataLoader[tuple[Tensor, Tensor]]:
    """A DataLoader whose every item is a batch: theta (batch, parameters), x (batch, *data)."""
    return DataLoader(pairs, sampler=EpochBatches(len(pairs), batch_size, seed, shuffle), batch_size=None)
