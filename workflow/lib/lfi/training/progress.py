"""How far a training is, for those who watch it: a file that is written about once a second."""

import contextlib
import json
import time
from pathlib import Path
from typing import Any

import lightning
from torch import Tensor

from lfi.errors import LfiError
from lfi.training.losses import Losses
from lfi.training.module import EstimatorModule, StepCallback
from lfi.writing import whole

# Seconds between two writes of the progress file.
INTERVAL = 1.0


class Progress(StepCallback):
    """Writes the progress file; no result depends on it.

    Args:
        path: the progress file.
        losses: the losses so far.
    """

    def __init__(self, path: Path, losses: Losses) -> None:
        self.path, self.losses = path, losses
        self.started = self.written = time.monotonic()
        self.first_step = 0

    def on_train_start(self, trainer: lightning.Trainer, pl_module: EstimatorModule) -> None:  # type: ignore[override]
        self.started, self.first_step = time.monotonic(), pl_module.step

    def on_step_end(self, trainer: lightning.Trainer, module: EstimatorModule, loss: Tensor) -> None:
        if time.monotonic() - self.written > INTERVAL or module.step == module.steps:
            self.written = time.monotonic()
            self._write(trainer, module.steps)

    def on_validation_epoch_end(self, trainer: lightning.Trainer, pl_module: EstimatorModule) -> None:  # type: ignore[override]
        if trainer.should_stop:  # early: the present step is the last
            self._write(trainer, self.losses.step)

    def on_exception(self, trainer: lightning.Trainer, pl_module: EstimatorModule, *_: Any) -> None:  # type: ignore[override]
        if self.losses.step:
            self._write(trainer, pl_module.steps)

    def _write(self, trainer: lightning.Trainer, steps: int) -> None:
        if not trainer.is_global_zero:
            return
        if not self.path.with_name("result").is_dir():
            raise LfiError(f"{self.path.parent}: the state folder was deleted while its training ran; run again")
        done, elapsed, validation = self.losses.step, time.monotonic() - self.started, self.losses.validation
        state = {
            "epoch": trainer.current_epoch + 1,
            "epochs": trainer.max_epochs,
            "step": done,
            "steps": steps,
            "loss": float(self.losses.training[done - 1]),
            "validation": validation[-1][1] if validation else None,
            "seconds_left": elapsed / max(done - self.first_step, 1) * (steps - done),
        }
        with contextlib.suppress(OSError), whole(self.path) as aside:  # a full disk fails at the next checkpoint
            aside.write_text(json.dumps(state))
