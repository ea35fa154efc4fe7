"""The estimator as Lightning trains it: loss, optimiser, schedule."""

from typing import Any

import lightning
import torch
from lightning.pytorch.utilities.types import OptimizerLRScheduler
from torch import Tensor

from lfi.config.estimators import Training
from lfi.nets.flows import ConditionalFlow
from lfi.nets.regressors import Regressor

OPTIMIZERS = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}


class EstimatorModule(lightning.LightningModule):
    """Mean loss of the estimator over a batch of pairs (theta, x).

    Args:
        estimator: a network with ``loss(theta, x)`` of shape (batch,).
        recipe: optimiser, learning rate and schedule.
        steps: number of optimiser steps in the whole training.
    """

    def __init__(self, estimator: ConditionalFlow | Regressor, recipe: Training, steps: int) -> None:
        super().__init__()
        self.estimator, self.recipe, self.steps = estimator, recipe, steps

    def training_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> Tensor:
        return self.estimator.loss(*batch).mean()

    def validation_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> None:
        losses = self.estimator.loss(*batch)
        self.log("validation", losses.mean(), batch_size=len(losses))

    def configure_optimizers(self) -> OptimizerLRScheduler:
        recipe = self.recipe
        optimizer = OPTIMIZERS[recipe.optimizer](self.estimator.parameters(), lr=recipe.learning_rate)
        if recipe.schedule == "constant":
            return optimizer
        schedule: Any = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, recipe.learning_rate, total_steps=self.steps, pct_start=recipe.warmup
        )
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}
