"""A part of a data set that is larger than memory, with the interface of ``batches.Pairs``."""

import numpy as np
import torch
from torch import Tensor

from lfi.data.simulations import StoredPairs
from lfi.training.batches import Part, blocks


class Stream(Part):
    """Pairs (theta, x) indexed a whole batch at a time and read from their shards when they are needed.

    Blocks of consecutive rows are read whole; the latest are held, as many as make a window. In the order of
    ``EpochBatches`` with the same window, each row is read once an epoch. The memory is allocated once: memory freed
    and allocated block by block does not return to the system.

    Args:
        stored: the data set.
        part: rows of the data set that make up this part.
        window: pairs that may be held at once.
    """

    def __init__(self, stored: StoredPairs, part: slice, window: int) -> None:
        self.stored, self.part = stored, part
        self.size, self.together = blocks(len(self), window)
        self._held = [column.new_empty(self.together, self.size, *column.shape[1:]) for column in self[:1]]
        self._slots: dict[int, int] = {}  # where each block is held, in the order in which they were read
        self._device = torch.device("cpu")

    def __len__(self) -> int:
        return self.part.stop - self.part.start

    def __getitem__(self, index: Tensor | slice) -> tuple[Tensor, Tensor]:
        if isinstance(index, slice):
            start, stop, _ = index.indices(len(self))
            return self._read(start, stop)
        numbers = index // self.size
        theta, x = (held.new_empty(len(index), *held.shape[2:]) for held in self._held)
        # In this order, a window's blocks are used for the last time before those of the next replace them.
        for number in dict.fromkeys(numbers.tolist()):
            places, slot = numbers == number, self._slot(number)
            for column, held in zip((theta, x), self._held, strict=True):
                column[places] = held[slot, index[places] % self.size]
        return theta.to(self._device), x.to(self._device)

    def to(self, device: torch.device) -> "Stream":
        """The same part, whose batches are moved to a device; the window stays in the host's memory."""
        self._device = device
        return self

    def _slot(self, number: int) -> int:
        """Where a block is held; a block that is not held replaces the one that was read first."""
        if number not in self._slots:
            full = len(self._slots) == self.together
            slot = self._slots.pop(next(iter(self._slots))) if full else len(self._slots)
            start, stop = number * self.size, min((number + 1) * self.size, len(self))
            for held, column in zip(self._held, self._read(start, stop), strict=True):
                held[slot, : stop - start] = column
            self._slots[number] = slot
        return self._slots[number]

    def _read(self, start: int, stop: int) -> tuple[Tensor, Tensor]:
        theta, x = self.stored.read(self.part.start + start, self.part.start + stop)
        return torch.from_numpy(theta.astype(np.float32)), torch.from_numpy(x)
