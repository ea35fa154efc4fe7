"""A part of a data set that is larger than memory, as ``batches.Pairs`` is of one that is not."""

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from lfi.data.simulations import StoredPairs
from lfi.training.batches import blocks


class Stream(Dataset[tuple[Tensor, Tensor]]):
    """Pairs (theta, x) indexed a whole batch at a time, and read from their shards when they are needed.

    Blocks of consecutive rows are read whole, and the last ones of these are held, as many as make a window: each is
    read about once an epoch in the order of ``EpochBatches`` with that window. Their memory is taken once: what is
    freed and taken again piece by piece the system does not get back.

    Args:
        stored: the data set.
        part: its rows that these pairs are.
        window: how many pairs are held.
    """

    def __init__(self, stored: StoredPairs, part: slice, window: int) -> None:
        self.stored, self.part = stored, part
        self.size, self.together = blocks(min(window, len(self)))
        self._held = [own.new_empty(self.together, self.size, *own.shape[1:]) for own in self[:1]]
        self._slots: dict[int, int] = {}  # where each block is held, in the order in which they were read

    def __len__(self) -> int:
        return self.part.stop - self.part.start

    def __getitem__(self, index: Tensor | slice) -> tuple[Tensor, Tensor]:
        if isinstance(index, slice):
            start, stop, _ = index.indices(len(self))
            return self._read(start, stop)
        numbers = index // self.size
        theta, x = (own.new_empty(len(index), *own.shape[2:]) for own in self._held)
        # In this order the blocks of a window that ends are done with before those of the next push them out.
        for number in dict.fromkeys(numbers.tolist()):
            places, slot = numbers == number, self._slot(number)
            for own, held in zip((theta, x), self._held, strict=True):
                own[places] = held[slot, index[places] % self.size]
        return theta, x

    def _slot(self, number: int) -> int:
        """Where a block is held: if it is not, it takes the place of the one that was read first."""
        if number not in self._slots:
            full = len(self._slots) == self.together
            slot = self._slots.pop(next(iter(self._slots))) if full else len(self._slots)
            start, stop = number * self.size, min((number + 1) * self.size, len(self))
            for held, own in zip(self._held, self._read(start, stop), strict=True):
                held[slot, : stop - start] = own
            self._slots[number] = slot
        return self._slots[number]

    def _read(self, start: int, stop: int) -> tuple[Tensor, Tensor]:
        theta, x = self.stored.read(self.part.start + start, self.part.start + stop)
        return torch.from_numpy(theta.astype(np.float32)), torch.from_numpy(x)
