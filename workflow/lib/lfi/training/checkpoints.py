"""Checkpoints of a training that goes on elsewhere, and when to write one."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import lightning
import torch
from torch import Tensor

from lfi.writing import whole

# How many checkpoints are kept: the newest may be cut short by what ended the job.
KEPT = 2


class Interrupted(Exception):
    """The training was asked to stop, and saved where it was."""


class Checkpoints:
    """The checkpoints in a folder, by step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, trainer: lightning.Trainer) -> None:
        """Write a checkpoint of the present step aside, rename it, and drop the oldest; every rank calls this."""
        path = self.folder / f"step-{trainer.global_step:010d}.ckpt"
        with whole(path) if trainer.is_global_zero else nullcontext(path) as aside:
            trainer.save_checkpoint(aside)  # only rank 0 writes, after all have come here
        if trainer.is_global_zero:
            for old in self._paths()[:-KEPT]:
                old.unlink()

    def newest(self) -> tuple[Path, int] | None:
        """The newest checkpoint that is whole, and its step; None where there is none."""
        for path in reversed(self._paths()):
            try:
                return path, int(torch.load(path, map_location="cpu", weights_only=True)["global_step"])
            except Exception as damage:  # whatever a cut file makes the reader say
                print(f"{path}: damaged, taking the one before: {damage}")
        return None

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob("step-*.ckpt"))


class SaveAndStop(lightning.Callback):
    """Saves every so often, and saves and stops as soon as that is asked for; all ranks agree on both.

    Args:
        checkpoints: where to.
        asked: whether this process has been asked to stop.
        interval: seconds between two checkpoints.
    """

    def __init__(self, checkpoints: Checkpoints, asked: Callable[[], bool], interval: float) -> None:
        self.checkpoints, self.asked, self.interval = checkpoints, asked, interval
        self.saved = time.monotonic()

    def on_train_batch_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule, *_: Any) -> None:
        # Resumed from an epoch's last step, Lightning would leave out the validation: there it is saved after that.
        if trainer.global_step % trainer.num_training_batches != 0:
            self._agree(trainer, pl_module)

    def on_validation_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        self._agree(trainer, pl_module)

    def _agree(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        due = time.monotonic() - self.saved > self.interval
        wish = torch.tensor(2.0 if self.asked() else float(due), device=pl_module.device)
        decision = trainer.strategy.reduce(wish, reduce_op="max")
        assert isinstance(decision, Tensor)
        over = trainer.should_stop or trainer.global_step == trainer.estimated_stepping_batches
        if decision > 0 and not over:
            self.checkpoints.save(trainer)
            self.saved = time.monotonic()
            if decision > 1:
                raise Interrupted(f"stopped at step {trainer.global_step}")
