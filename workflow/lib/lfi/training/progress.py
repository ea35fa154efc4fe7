"""Progress of a training, written to a file about once a second, and the loss of every step."""

import contextlib
import csv
import json
import time
from pathlib import Path
from typing import Any

import lightning
import torch
from torch import Tensor

from lfi.training.module import EstimatorModule, StepCallback
from lfi.writing import whole

# Seconds between two writes of the progress file.
INTERVAL = 1.0


class Progress(StepCallback):
    """Records the loss of every step and writes the progress file about once a second.

    Args:
        path: the progress file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        # One tensor for all steps: many small tensors would fragment the memory.
        self.training, self.step = torch.empty(0), 0
        self.validation: list[tuple[int, float]] = []
        self.started = self.written = time.monotonic()
        self.first_step, self.seconds_before = 0, 0.0

    @property
    def seconds(self) -> float:
        """Seconds of training so far, including those of earlier jobs."""
        return self.seconds_before + time.monotonic() - self.started

    def on_train_start(self, trainer: lightning.Trainer, pl_module: EstimatorModule) -> None:  # type: ignore[override]
        self.started, self.first_step = time.monotonic(), pl_module.step
        ahead = torch.empty(pl_module.steps - self.step, device=pl_module.device)
        self.training = torch.cat([self.training.to(ahead), ahead])

    def on_step_end(self, trainer: lightning.Trainer, module: EstimatorModule, loss: Tensor) -> None:
        self.training[self.step] = loss
        self.step += 1
        if time.monotonic() - self.written > INTERVAL or module.step == module.steps:
            self.written = time.monotonic()
            self._write(trainer, module.steps)

    def on_validation_epoch_end(self, trainer: lightning.Trainer, pl_module: EstimatorModule) -> None:  # type: ignore[override]
        # Lightning may validate again where a training resumes that was stopped more than once.
        if not self.validation or self.validation[-1][0] < self.step:
            self.validation.append((self.step, float(trainer.callback_metrics["validation"])))
        if trainer.should_stop:  # early: the present step is the last
            self._write(trainer, self.step)

    def _write(self, trainer: lightning.Trainer, steps: int) -> None:
        if not trainer.is_global_zero:
            return
        elapsed = time.monotonic() - self.started
        done = self.step
        state = {
            "epoch": trainer.current_epoch + 1,
            "epochs": trainer.max_epochs,
            "step": done,
            "steps": steps,
            "loss": float(self.training[self.step - 1]),
            "validation": self.validation[-1][1] if self.validation else None,
            "seconds_left": elapsed / max(done - self.first_step, 1) * (steps - done),
        }
        with contextlib.suppress(OSError), whole(self.path) as aside:  # a full disk fails at the next checkpoint
            aside.write_text(json.dumps(state))

    def on_exception(self, trainer: lightning.Trainer, pl_module: EstimatorModule, *_: Any) -> None:  # type: ignore[override]
        if self.step:
            self._write(trainer, pl_module.steps)

    def state_dict(self) -> dict[str, Any]:
        return {"training": self.training[: self.step].tolist(), "validation": self.validation, "seconds": self.seconds}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        self.seconds_before = state_dict["seconds"]
        self.training, self.step = torch.tensor(state_dict["training"]), len(state_dict["training"])
        self.validation = [tuple(pair) for pair in state_dict["validation"]]

    def write_losses(self, path: Path) -> None:
        """Write a CSV of step, set and loss: the training loss of every step, the validation loss of every epoch."""
        with path.open("w", newline="") as file:
            rows, losses = csv.writer(file), self.training[: self.step].tolist()
            rows.writerow(["step", "set", "loss"])
            rows.writerows([step, "train", f"{loss:.6g}"] for step, loss in enumerate(losses, start=1))
            rows.writerows([step, "validation", f"{loss:.6g}"] for step, loss in self.validation)
