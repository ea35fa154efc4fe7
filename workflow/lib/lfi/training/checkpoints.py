"""Checkpoints of a training that may continue in another job, and when to write one."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import lightning
import torch
from torch import Tensor

from lfi.training.module import EstimatorModule, StepCallback
from lfi.writing import whole

# Number of checkpoints that are kept: a job that is killed may leave the newest one incomplete.
KEPT = 2
# The processes of a distributed training ask each other again after this time, in seconds, and number of steps at most.
SECONDS, STEPS = 1.0, 100


class Interrupted(Exception):
    """The training was asked to stop, and no step since the newest checkpoint is lost."""


class Checkpoints:
    """The checkpoints in a folder, by step.

    Args:
        folder: where they are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, trainer: lightning.Trainer, step: int) -> None:
        """Write a checkpoint under another name, rename it, and delete the oldest.

        Every process calls this; the first one writes.

        Args:
            trainer: what is saved.
            step: number of steps done.
        """
        path = self.folder / f"step-{step:010d}.ckpt"
        with whole(path) if trainer.is_global_zero else nullcontext(path) as aside:
            trainer.save_checkpoint(aside)
        if trainer.is_global_zero:
            for old in self._paths()[:-KEPT]:
                old.unlink()

    def newest(self) -> Path | None:
        """The newest checkpoint that is complete; None if there is none."""
        for path in reversed(self._paths()):
            try:
                torch.load(path, map_location="cpu", weights_only=True)
                return path
            except Exception as damage:  # torch raises many types for a file that is cut short
                print(f"{path}: damaged, taking the one before: {damage}")
        return None

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob("step-*.ckpt"))


class SaveAndStop(StepCallback):
    """Saves at intervals, and saves and stops when any process is asked to.

    The processes of a distributed training decide together, and that waits for the slowest: they do so about once a
    second, after a number of steps that they agree on each time, and after each epoch. A single process decides alone
    after every step.

    Args:
        checkpoints: where checkpoints are written.
        asked: whether this process has been asked to stop.
        interval: seconds between two checkpoints.
    """

    def __init__(self, checkpoints: Checkpoints, asked: Callable[[], bool], interval: float) -> None:
        self.checkpoints, self.asked, self.interval = checkpoints, asked, interval
        self.saved = self.agreed = time.monotonic()
        self.steps, self.remaining = 0, 1  # since the processes last agreed, and until they do again

    def on_step_end(self, trainer: lightning.Trainer, module: EstimatorModule, loss: Tensor) -> None:
        self.steps += 1
        self.remaining -= 1
        # Lightning would skip the validation if it resumed from an epoch's last step: that is saved after validation.
        if module.step % len(module.batches) != 0 and (trainer.world_size == 1 or self.remaining <= 0):
            self._save_or_stop(trainer, module)

    def on_wait(self) -> None:
        if self.asked():
            raise Interrupted("stopped while steps were compiled")

    def on_validation_end(self, trainer: lightning.Trainer, pl_module: EstimatorModule) -> None:  # type: ignore[override]
        self._save_or_stop(trainer, pl_module)

    def _save_or_stop(self, trainer: lightning.Trainer, module: EstimatorModule) -> None:
        save, stop = time.monotonic() - self.saved > self.interval, self.asked()
        if trainer.world_size > 1:
            save, stop = self._agree(trainer, module, save, stop)
        finished = trainer.should_stop or module.step == module.steps
        if (save or stop) and not finished:
            self.checkpoints.save(trainer, module.step)
            self.saved = time.monotonic()
            if stop:
                raise Interrupted(f"stopped at step {module.step}")

    def _agree(self, trainer: lightning.Trainer, module: EstimatorModule, save: bool, stop: bool) -> tuple[bool, bool]:
        """Whether any process wants to save or stop; sets the number of steps until the processes agree again."""
        step_seconds = max((time.monotonic() - self.agreed) / max(self.steps, 1), SECONDS / STEPS)
        wishes = torch.tensor([save, stop, step_seconds], dtype=torch.float32, device=module.device)
        decision = trainer.strategy.reduce(wishes, reduce_op="max")
        assert isinstance(decision, Tensor)
        any_save, any_stop, slowest = decision.tolist()
        self.agreed, self.steps, self.remaining = time.monotonic(), 0, max(1, int(SECONDS / slowest))
        return bool(any_save), bool(any_stop)
