"""The estimator as Lightning trains it: loss, optimiser, schedule."""

from typing import Any

import lightning
import torch
from lightning.pytorch.utilities.types import OptimizerLRScheduler
from torch import Tensor, nn

from lfi.config.estimators import Training
from lfi.nets.estimator import Estimator
from lfi.training.batches import EpochBatches

OPTIMIZERS = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}


class EstimatorModule(lightning.LightningModule):
    """Mean loss of the estimator over a batch of pairs (theta, x).

    Args:
        estimator: the estimator to train.
        recipe: optimiser, learning rate and schedule.
        batches: the batches of an epoch.
    """

    def __init__(self, estimator: Estimator, recipe: Training, batches: EpochBatches) -> None:
        super().__init__()
        self.estimator, self.recipe, self.batches = estimator, recipe, batches
        self.steps = len(batches) * recipe.epochs

    def training_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> Tensor:
        """Loss of this process's part of a batch, such that DDP's mean over processes is the batch's mean loss.

        Args:
            batch: theta (n, parameters) and x (n, *data).
            batch_index: Lightning's number of the batch; not used.
        """
        losses = self.estimator.training_loss(*batch)
        world = self.trainer.world_size
        if world == 1:
            return losses.mean()
        return losses.sum() / (self.batches.pairs(self.trainer.global_step) / world)

    def validation_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> None:
        """Log the mean validation loss.

        Args:
            batch: theta (n, parameters) and x (n, *data).
            batch_index: Lightning's number of the batch; not used.
        """
        losses = self.estimator.loss(*batch)
        self.log("validation", losses.mean(), batch_size=len(losses))

    def configure_gradient_clipping(
        self,
        optimizer: torch.optim.Optimizer,
        gradient_clip_val: float | None = None,
        gradient_clip_algorithm: str | None = None,
    ) -> None:
        """Clip each network's gradient separately: the members of an ensemble are trained as if alone.

        Args:
            optimizer: not used.
            gradient_clip_val: largest norm of a network's gradient; None for no limit.
            gradient_clip_algorithm: not used.
        """
        if gradient_clip_val is not None:
            for network in self.estimator.networks:
                nn.utils.clip_grad_norm_(network.parameters(), gradient_clip_val)

    def configure_optimizers(self) -> OptimizerLRScheduler:
        recipe = self.recipe
        decay = {} if recipe.weight_decay is None else {"weight_decay": recipe.weight_decay}
        optimizer = OPTIMIZERS[recipe.optimizer](self.estimator.parameters(), lr=recipe.learning_rate, **decay)
        if recipe.schedule == "constant":
            return optimizer
        schedule: Any = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, recipe.learning_rate, total_steps=self.steps, pct_start=recipe.warmup
        )
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}
