"""A part of a data set that is larger than memory, as ``batches.Pairs`` is of one that is not."""

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from lfi.simulations import StoredPairs
from lfi.training.batches import blocks


class Stream(Dataset[tuple[Tensor, Tensor]]):
    """Pairs (theta, x) indexed a whole batch at a time, and read from their shards when they are needed.

    Blocks of consecutive rows are read whole, and as many of them as were used last are held as make a window: each is
    read about once an epoch in the order of ``EpochBatches`` with that window.

    Args:
        stored: the data set.
        part: its rows that these pairs are.
        window: how many pairs are held.
    """

    def __init__(self, stored: StoredPairs, part: slice, window: int) -> None:
        self.stored, self.part = stored, part
        self.size, together = blocks(window)
        self._block = lru_cache(together)(self._read_block)
        self._row = self[:1]

    def __len__(self) -> int:
        return self.part.stop - self.part.start

    def __getitem__(self, index: Tensor | slice) -> tuple[Tensor, Tensor]:
        if isinstance(index, slice):
            start, stop, _ = index.indices(len(self))
            return self._read(start, stop)
        numbers = index // self.size
        theta, x = (own.new_empty(len(index), *own.shape[1:]) for own in self._row)
        # In this order the blocks of a window that ends are done with before those of the next push them out.
        for number in dict.fromkeys(numbers.tolist()):
            places = numbers == number
            for own, block in zip((theta, x), self._block(number), strict=True):
                own[places] = block[index[places] - number * self.size]
        return theta, x

    def _read_block(self, number: int) -> tuple[Tensor, Tensor]:
        return self._read(number * self.size, min((number + 1) * self.size, len(self)))

    def _read(self, start: int, stop: int) -> tuple[Tensor, Tensor]:
        theta, x = self.stored.read(self.part.start + start, self.part.start + stop)
        return torch.from_numpy(theta.astype(np.float32)), torch.from_numpy(x)
