"""The estimator as Lightning trains it: an epoch of optimizer steps for each call from Lightning."""

import copy
from typing import Any

import lightning
import torch
import torch.distributed
from torch import Tensor, nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from lfi import seeding
from lfi.config.estimators import CompleteTraining
from lfi.nets.estimator import Estimator
from lfi.training import compiling
from lfi.training.batches import EpochBatches, Part
from lfi.training.compiled import CompiledSteps
from lfi.training.schedule import average_weight, one_cycle

OPTIMIZERS = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}


class EstimatorModule(lightning.LightningModule):
    """Minimises the mean loss of the estimator over batches of pairs (theta, x).

    A step of a small network takes less time than Lightning's calls around it: what Lightning takes for a batch is a
    whole epoch here, and its steps are taken in one call. ``StepCallback`` is told of each.

    Args:
        estimator: the estimator to train.
        options: optimiser, learning rate and schedule.
        pairs: the training part.
        batches: the batches of an epoch.
        compiled: whether steps are to be compiled; a training that resumes goes on as it began.
    """

    def __init__(
        self, estimator: Estimator, options: CompleteTraining, pairs: Part, batches: EpochBatches, compiled: bool
    ) -> None:
        super().__init__()
        self.automatic_optimization = False
        self.estimator, self.options, self.pairs, self.batches = estimator, options, pairs, batches
        self.steps = len(batches) * options.epochs
        self.random = seeding.integer(batches.seed, "steps")
        self.step = 0  # number of steps done, over all epochs
        self.compiled = compiled
        self.compiled_steps: CompiledSteps | None = None
        self.average = copy.deepcopy(estimator).requires_grad_(False) if options.average else None

    @property
    def trained(self) -> Estimator:
        """What is validated and kept: the average of the weights, or the weights themselves."""
        return self.average or self.estimator

    def on_train_start(self) -> None:
        self.pairs = self.pairs.to(self.device)
        # torch.manual_seed would seed those of all kinds of devices, and without a GPU it keeps a traceback each time.
        cuda = self.device.type == "cuda"
        self.generator = torch.cuda.default_generators[self.device.index or 0] if cuda else torch.default_generator
        if self.trainer.world_size > 1:
            # DDP would reduce the gradient of one backward a call from Lightning: a step reduces its own.
            self.trainer.strategy.model.require_backward_grad_sync = False  # type: ignore[union-attr]
        self.compiled_steps = self._compile() if self.compiled else None
        self.compiled = self.compiled_steps is not None

    def training_step(self, batch: int, batch_index: int) -> None:
        """Take the steps of the present epoch that are not yet done.

        Args:
            batch: not used; the pairs are held on the device.
            batch_index: Lightning's number of the batch; not used.
        """
        callbacks, epoch = self._step_callbacks(), self.trainer.current_epoch
        for indices in self.batches.chunks(epoch, done=self.step - epoch * len(self.batches)):
            theta, x = self.pairs[torch.cat(indices)]
            sizes = [len(index) for index in indices]
            for pair in zip(torch.split(theta, sizes), torch.split(x, sizes), strict=True):
                loss = self._take_step(*pair)
                for callback in callbacks:
                    callback.on_step_end(self.trainer, self, loss)

    def _step_callbacks(self) -> list["StepCallback"]:
        return [callback for callback in self.trainer.callbacks if isinstance(callback, StepCallback)]  # type: ignore[attr-defined]

    def _compile(self) -> CompiledSteps | None:
        """Compiled steps of a batch; None, with the reason in the log, if this machine cannot compile them."""
        optimizer, batch = self.optimizers(use_pl_optimizer=False), self.pairs[: self.options.batch_size]
        assert isinstance(optimizer, torch.optim.Optimizer)
        steps = CompiledSteps(self.estimator, self.average, self.options, optimizer, self.steps)
        waiting = [callback.on_wait for callback in self._step_callbacks()]
        done = compiling.in_background(lambda: steps.compile(*batch), lambda: [tell() for tell in waiting])
        return steps if done else None

    def _take_step(self, theta: Tensor, x: Tensor) -> Tensor:
        """One step with this process's part of a batch; the mean loss of that part."""
        self.generator.manual_seed(self.random + self.step)  # of dropout: the same where a training resumes
        if self.compiled_steps and len(theta) == self.options.batch_size:
            loss = self.compiled_steps(theta, x, self.step)
            self.step += 1
            return loss
        loss = self._optimize(theta, x)
        self.step += 1
        self._update_average()
        return loss

    def _optimize(self, theta: Tensor, x: Tensor) -> Tensor:
        """A step that is not compiled; the mean loss."""
        optimizer, world = self.optimizers(use_pl_optimizer=False), self.trainer.world_size
        assert isinstance(optimizer, torch.optim.Optimizer)
        losses = self.estimator.training_loss(theta, x)
        loss = losses.mean() if world == 1 else losses.sum() / (self.batches.pairs(self.step) / world)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        if world > 1:
            self._average_gradients(world)
        if self.options.clip is not None:
            for network in self.estimator.networks:  # the members of an ensemble are trained as if alone
                nn.utils.clip_grad_norm_(network.parameters(), self.options.clip)
        self._set_rates(optimizer)
        optimizer.step()
        return loss.detach()

    def _average_gradients(self, world: int) -> None:
        gradients = [weight.grad for weight in self.estimator.parameters() if weight.grad is not None]
        together = parameters_to_vector(gradients)
        torch.distributed.all_reduce(together)
        vector_to_parameters(together / world, gradients)

    def _update_average(self) -> None:
        if self.average is not None:
            with torch.no_grad():
                latest = average_weight(self.step)
                torch._foreach_lerp_(list(self.average.parameters()), list(self.estimator.parameters()), latest)

    def _set_rates(self, optimizer: torch.optim.Optimizer) -> None:
        if self.options.schedule == "constant":
            return
        rates = one_cycle(self.step, self.steps, self.options.learning_rate, self.options.warmup)
        for group in optimizer.param_groups:
            group["lr"], group["betas"] = rates.learning_rate, (rates.beta, group["betas"][1])

    def validation_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> None:
        """Log the mean validation loss.

        Args:
            batch: theta (n, parameters) and x (n, *data).
            batch_index: Lightning's number of the batch; not used.
        """
        losses = self.trained.loss(*batch)
        self.log("validation", losses.mean(), batch_size=len(losses))

    def configure_optimizers(self) -> torch.optim.Optimizer:
        options = self.options
        decay = {} if options.weight_decay is None else {"weight_decay": options.weight_decay}
        weights = self.estimator.parameters()
        return OPTIMIZERS[options.optimizer](weights, lr=options.learning_rate, fused=True, **decay)

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        checkpoint["step"], checkpoint["compiled"] = self.step, self.compiled

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        self.step, self.compiled = checkpoint["step"], checkpoint["compiled"]


class StepCallback(lightning.Callback):
    """A callback that is also called after every optimizer step."""

    def on_step_end(self, trainer: lightning.Trainer, module: EstimatorModule, loss: Tensor) -> None:
        """Called after a step, when ``module.step`` counts it.

        Args:
            trainer: Lightning's trainer.
            module: what it trains.
            loss: mean loss of this process's part of the batch, on the device.
        """

    def on_wait(self) -> None:
        """Called about ten times a second while steps are compiled."""
