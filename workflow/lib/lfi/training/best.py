"""Early stopping: the weights of the epoch with the lowest validation loss."""

import math
from typing import Any

import lightning
from torch import Tensor

from lfi.training.module import EstimatorModule


class Best(lightning.Callback):
    """Keeps the weights of the lowest validation loss so far and restores them when the training ends.

    A loss that is NaN is never the lowest; if no loss is finite, the last weights remain.

    Args:
        patience: epochs without a lower loss after which the training stops; None for all epochs.
    """

    def __init__(self, patience: int | None) -> None:
        self.patience = patience
        self.loss, self.waited = math.inf, 0
        self.validated = 0  # the step of the latest validation
        self.weights: dict[str, Tensor] = {}

    def on_validation_epoch_end(self, trainer: lightning.Trainer, pl_module: EstimatorModule) -> None:  # type: ignore[override]
        if pl_module.step == self.validated:  # Lightning may validate again where a training resumes
            return
        self.validated = pl_module.step
        # Every process has validated by itself: the last digits may differ, so the first one decides.
        loss = float(trainer.strategy.broadcast(float(trainer.callback_metrics["validation"])))
        if loss < self.loss:
            self.loss, self.waited = loss, 0
            weights = pl_module.trained.state_dict()
            self.weights = {name: values.detach().cpu().clone() for name, values in weights.items()}
        else:
            self.waited += 1
            trainer.should_stop = self.waited == self.patience

    def on_train_end(self, trainer: lightning.Trainer, pl_module: EstimatorModule) -> None:  # type: ignore[override]
        if self.weights:
            pl_module.trained.load_state_dict(self.weights)

    def state_dict(self) -> dict[str, Any]:
        return {"loss": self.loss, "waited": self.waited, "validated": self.validated, "weights": self.weights}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        self.loss, self.waited = state_dict["loss"], state_dict["waited"]
        self.validated, self.weights = state_dict["validated"], state_dict["weights"]
