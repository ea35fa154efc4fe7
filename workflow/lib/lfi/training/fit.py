"""One training, from its specification to the files of a trained estimator."""

import json
import logging
import time
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any

import lightning
import numpy as np
import torch
from pydantic import TypeAdapter
from safetensors.torch import save_file

from lfi import seeding, simulations
from lfi.config.estimators import Estimator, Training
from lfi.nets.build import DataDescription, build
from lfi.nets.flows import ConditionalFlow
from lfi.nets.regressors import Regressor
from lfi.training.batches import Pairs, loader
from lfi.training.module import EstimatorModule
from lfi.training.progress import Progress
from lfi.training.specification import Specification

# Validation is one pass without gradients: large batches, bounded memory.
VALIDATION_BATCH = 10_000


def fit(specification: Specification, folder: Path) -> None:
    """Train, and write the trained estimator into the folder.

    ``weights.safetensors`` and ``estimator.json`` are what ``lfi.training.trained.load`` reads; ``losses.csv`` is the
    training curve, ``training.json`` says how long it took.
    """
    config = TypeAdapter[Any](Estimator).validate_python(specification.estimator)
    _quiet()
    torch.set_num_threads(config.resources.cpus)
    train, validation = _load(specification)
    lightning.seed_everything(seeding.integer(specification.seed, "weights"), verbose=False)
    data = DataDescription(shape=list(train.x.shape[1:]), **specification.data)
    estimator = build(config, data)
    estimator.fit_scales(train.theta, train.x)
    progress = Progress(folder.parent / "progress.json")
    seconds, steps = _train(estimator, config.training, train, validation, specification.seed, progress)
    save_file(estimator.state_dict(), folder / "weights.safetensors")
    description = {"estimator": config.model_dump(exclude={"resources"}), "data": asdict(data)}
    (folder / "estimator.json").write_text(json.dumps(description, indent=1))
    progress.write_losses(folder / "losses.csv")
    (folder / "training.json").write_text(json.dumps({"train_seconds": seconds, "steps": steps}))


def _train(
    estimator: ConditionalFlow | Regressor,
    recipe: Training,
    train: Pairs,
    validation: Pairs,
    seed: int,
    progress: Progress,
) -> tuple[float, int]:
    batches = loader(train, recipe.batch_size, seed, shuffle=True)
    steps = len(batches) * recipe.epochs
    trainer = lightning.Trainer(
        max_epochs=recipe.epochs,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        use_distributed_sampler=False,
        num_sanity_val_steps=0,
        callbacks=[progress],
    )
    started = time.monotonic()
    trainer.fit(EstimatorModule(estimator, recipe, steps), batches, loader(validation, VALIDATION_BATCH, seed, False))
    return time.monotonic() - started, steps


def _load(specification: Specification) -> tuple[Pairs, Pairs]:
    theta, x = simulations.read_set([Path(shard) for shard in specification.shards])
    parts = simulations.split(len(theta), specification.split)
    tensors = (torch.from_numpy(theta.astype(np.float32)), torch.from_numpy(x))
    train, validation = (Pairs(tensors[0][part], tensors[1][part]) for part in parts[:2])
    return train, validation


def _quiet() -> None:
    """Lightning's advice on loggers and loaders is not for this caller."""
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)
    warnings.filterwarnings("ignore", module="lightning")
