"""A training, from its specification to the files of a trained estimator."""

import json
import logging
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import lightning
import numpy as np
import torch
from lightning.fabric.plugins.environments.cluster_environment import ClusterEnvironment
from pydantic import TypeAdapter
from safetensors.torch import save_file
from torch import Tensor
from torch.utils.data import DataLoader

from lfi import seeding
from lfi.config.estimators import CompleteTraining, Estimator, Resources
from lfi.data import simulations
from lfi.nets.estimator import Estimator as EstimatorNet
from lfi.training import compiling, rules
from lfi.training.batches import BLOCK, EpochBatches, Pairs, Part
from lfi.training.best import Best
from lfi.training.build import DataDescription, build
from lfi.training.checkpoints import Checkpoints, SaveAndStop
from lfi.training.losses import Losses
from lfi.training.module import EstimatorModule
from lfi.training.progress import Progress
from lfi.training.specification import Specification
from lfi.training.stream import Stream

# Validation is one pass without gradients: large batches, bounded memory.
VALIDATION_BATCH = 10_000
# The module holds the pairs and takes an epoch's steps in one call from Lightning.
ONE_CALL = range(1)


@dataclass(frozen=True)
class Runtime:
    """Where a training runs and how it is asked to stop; the result does not depend on it.

    Attributes:
        resources: devices, nodes, cores.
        environment: how the processes of a distributed training find each other; None for a single process.
        asked_to_stop: whether this process is asked to stop; called after every step of a single process, about once a
            second in a distributed training.
        checkpoint_seconds: time between two checkpoints, in seconds.
    """

    resources: Resources
    environment: ClusterEnvironment | None = None
    asked_to_stop: Callable[[], bool] = lambda: False
    checkpoint_seconds: float = 60.0


def fit(specification: Specification, folder: Path, runtime: Runtime) -> bool:
    """Train, from the newest checkpoint if there is one, and write the trained estimator into ``folder/result``.

    ``lfi.training.trained.load`` reads ``weights.safetensors`` and ``estimator.json``; ``losses.csv`` has the loss of
    every step and epoch, ``training.json`` the training time in seconds, the number of steps, and whether they were
    compiled.

    Args:
        specification: data, estimator and seed.
        folder: the training's state folder, with an empty folder ``result``.
        runtime: where it runs and how it is asked to stop.

    Returns:
        Whether this process wrote the result: the first of a distributed training does.

    Raises:
        Interrupted: the training was asked to stop, and has saved a checkpoint.
        LfiError: the training set is damaged, or does not fit the estimator.
    """
    config = TypeAdapter[Any](Estimator).validate_python(specification.estimator)
    _quiet()
    torch.set_num_threads(runtime.resources.cpus)
    window = config.training.window
    train, validation = _load(specification, window)
    lightning.seed_everything(seeding.integer(specification.seed, "weights"), verbose=False)
    sample = train[:window]
    data = DataDescription(shape=list(sample[1].shape[1:]), **specification.data)
    config = rules.complete(config, data, len(train))
    assert isinstance(config.training, CompleteTraining)
    estimator = build(config, data)
    estimator.fit_scales(*sample)
    del sample
    losses = Losses()
    module = _train(estimator, config.training, train, validation, specification.seed, folder, runtime, losses)
    if not module.trainer.is_global_zero:
        return False
    result = folder / "result"
    save_file(module.trained.state_dict(), result / "weights.safetensors")
    description = {"estimator": config.model_dump(exclude={"resources"}), "data": asdict(data)}
    (result / "estimator.json").write_text(json.dumps(description, indent=1))
    losses.write(result / "losses.csv")
    facts = {"train_seconds": losses.seconds, "steps": losses.step, "compiled": module.compiled}
    (result / "training.json").write_text(json.dumps(facts))
    return True


def _train(
    estimator: EstimatorNet,
    options: CompleteTraining,
    train: Part,
    validation: Part,
    seed: int,
    folder: Path,
    runtime: Runtime,
    losses: Losses,
) -> EstimatorModule:
    checkpoints = Checkpoints(folder / "checkpoints")
    resources, environment = runtime.resources, runtime.environment
    world = resources.devices * resources.nodes
    best = [Best(options.patience)] if options.keep == "best" else []
    stop = SaveAndStop(checkpoints, runtime.asked_to_stop, runtime.checkpoint_seconds)
    watching = [Progress(folder / "progress.json", losses), stop]
    trainer = lightning.Trainer(
        max_epochs=options.epochs,
        accelerator=resources.accelerator,
        devices=resources.devices,
        num_nodes=resources.nodes,
        strategy="ddp" if world > 1 else "auto",
        plugins=[environment] if environment else None,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        use_distributed_sampler=False,
        num_sanity_val_steps=0,
        callbacks=[*best, losses, *watching],
    )
    rank = environment.global_rank() if environment else 0
    batches = EpochBatches(len(train), options.batch_size, seed, rank, world, options.window)
    alone = world == 1 and resources.accelerator == "cpu" and options.batch_size <= len(train)
    steps = len(batches) * options.epochs
    compiled = compiling.chosen(options.compile, estimator, steps, options.batch_size, alone)
    module = EstimatorModule(estimator, options, train, batches, compiled)
    size = min(BLOCK, options.window) if options.window else VALIDATION_BATCH
    in_order = [slice(start, start + size) for start in range(0, len(validation), size)]
    whole: DataLoader[tuple[Tensor, Tensor]] = DataLoader(validation, sampler=in_order, batch_size=None)
    trainer.fit(module, ONE_CALL, whole, ckpt_path=checkpoints.newest(), weights_only=True)
    return module


def _load(specification: Specification, window: int | None) -> tuple[Part, Part]:
    """The training part and the validation part, in memory or, with a window, read from their shards."""
    paths = [Path(shard) for shard in specification.shards]
    if window:
        stored = simulations.StoredPairs(paths, specification.rows)
        parts = simulations.split(len(stored), specification.split)
        return Stream(stored, parts[0], window), Stream(stored, parts[1], min(BLOCK, window))
    theta, x = simulations.read_set(paths, specification.rows)
    parts = simulations.split(len(theta), specification.split)
    tensors = (torch.from_numpy(theta.astype(np.float32)), torch.from_numpy(x))
    train, validation = (Pairs(tensors[0][part], tensors[1][part]) for part in parts[:2])
    return train, validation


def _quiet() -> None:
    """Silence Lightning's advice on loggers and loaders."""
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)
    warnings.filterwarnings("ignore", module="lightning")
