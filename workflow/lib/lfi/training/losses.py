"""The loss of every step and epoch of a training, and how long it took, over all the jobs that it had."""

import csv
import time
from pathlib import Path
from typing import Any

import lightning
import torch
from torch import Tensor

from lfi.training.module import EstimatorModule, StepCallback


class Losses(StepCallback):
    """Keeps the losses, and goes on with them where a training resumes.

    Attributes:
        step: number of steps done.
        training: loss of each step; of a tensor for all steps, the first ``step`` are known.
        validation: steps and validation losses, one of each epoch.
    """

    def __init__(self) -> None:
        # One tensor for all steps: many small tensors would fragment the memory.
        self.step, self.training = 0, torch.empty(0)
        self.validation: list[tuple[int, float]] = []
        self.started, self.seconds_before = time.monotonic(), 0.0

    @property
    def seconds(self) -> float:
        """Seconds of training so far, including those of earlier jobs."""
        return self.seconds_before + time.monotonic() - self.started

    def on_train_start(self, trainer: lightning.Trainer, pl_module: EstimatorModule) -> None:  # type: ignore[override]
        self.started = time.monotonic()
        ahead = torch.empty(pl_module.steps - self.step, device=pl_module.device)
        self.training = torch.cat([self.training.to(ahead), ahead])

    def on_step_end(self, trainer: lightning.Trainer, module: EstimatorModule, loss: Tensor) -> None:
        self.training[self.step] = loss
        self.step = module.step

    def on_validation_epoch_end(self, trainer: lightning.Trainer, pl_module: EstimatorModule) -> None:  # type: ignore[override]
        # Lightning may validate again where a training resumes that was stopped more than once.
        if not self.validation or self.validation[-1][0] < self.step:
            self.validation.append((self.step, float(trainer.callback_metrics["validation"])))

    def state_dict(self) -> dict[str, Any]:
        return {"training": self.training[: self.step].tolist(), "validation": self.validation, "seconds": self.seconds}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        self.seconds_before = state_dict["seconds"]
        self.training, self.step = torch.tensor(state_dict["training"]), len(state_dict["training"])
        self.validation = [tuple(pair) for pair in state_dict["validation"]]

    def write(self, path: Path) -> None:
        """Write a CSV of step, set and loss: the training loss of every step, the validation loss of every epoch."""
        with path.open("w", newline="") as file:
            rows, losses = csv.writer(file), self.training[: self.step].tolist()
            rows.writerow(["step", "set", "loss"])
            rows.writerows([step, "train", f"{loss:.6g}"] for step, loss in enumerate(losses, start=1))
            rows.writerows([step, "validation", f"{loss:.6g}"] for step, loss in self.validation)
