"""A posterior trained on pairs of parameters and data, in this process."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from lightning.pytorch.utilities.seed import isolate_rng
from numpy.typing import ArrayLike
from pydantic import ValidationError

from lfi import seeding
from lfi.config.estimators import DensityEstimator
from lfi.data import simulations
from lfi.errors import LfiError
from lfi.notebook.posterior import Posterior, load
from lfi.notebook.progress import shown
from lfi.priors import Prior
from lfi.problems.drawing import Drawn
from lfi.training.fit import Runtime, fit
from lfi.training.specification import ENTRY, Specification, support
from lfi.typing import Array

# Parts of the pairs that are trained on, and that say when to stop.
SPLIT = [0.9, 0.1]


def train(
    theta: ArrayLike,
    x: ArrayLike,
    prior: Prior,
    *,
    coordinates: ArrayLike | None = None,
    seed: int = 1,
    **estimator: Any,
) -> Posterior:
    """Train a density estimator on simulated pairs; a terminal or a notebook shows how far it is.

    Args:
        theta: parameters, drawn from the prior, shape (n, parameters).
        x: data simulated for each theta, shape (n, *data).
        prior: the prior, such as ``lfi.priors.Uniform(rate=(0, 1))`` or a problem's ``prior``; it names the parameters,
            and the posterior has no mass outside its support.
        coordinates: positions of the data points, shape (points,), for embeddings and summaries that use them.
        seed: of the weights and of the order of the pairs.
        **estimator: keys of an estimator in a configuration, such as ``kind="flow"``, ``members=5``,
            ``training={"epochs": 50}`` or ``resources={"accelerator": "gpu"}``.

    Returns:
        The posterior for any x. The same pairs, seed and estimator give the same one on the same machine.

    Raises:
        LfiError: theta and x do not fit each other or the prior, hold numbers that are not finite, or there is no such
            estimator.

    Example:
        >>> import lfi
        >>> from lfi.problems.line import Line
        >>> line = Line(points=20)
        >>> theta, x = lfi.simulate(line, 1000)
        >>> posterior = lfi.train(theta, x, line.prior, kind="flow", training={"epochs": 2})
        >>> posterior.sample(x[0], 500).shape
        (500, 2)
    """
    pairs = _pairs(np.asarray(theta, dtype=np.float64), np.asarray(x, dtype=np.float32), prior)
    config = _entry(estimator)
    positions = None if coordinates is None else np.asarray(coordinates, dtype=float).tolist()
    known = {"parameters": list(prior.names), "coordinates": positions, "prior": support(prior)}
    with tempfile.TemporaryDirectory() as scratch, _undisturbed():
        folder = Path(scratch)
        (folder / "result").mkdir()
        simulations.write_shard(folder / "pairs.h5", pairs, 0)
        specification = Specification(
            key="",
            code="",
            seed=seeding.integer(seed, "train"),
            estimator=config.model_dump(exclude={"resources"}),
            data=known,
            shards=[str(folder / "pairs.h5")],
            split=SPLIT,
        )
        with shown(folder / "progress.json"):
            fit(specification, folder, Runtime(config.resources))
        return load(folder / "result")


def _pairs(theta: Array, x: Array, prior: Prior) -> Drawn:
    """The pairs, checked."""
    if theta.ndim != 2 or theta.shape[1] != len(prior.names):
        raise LfiError(f"theta has shape {theta.shape}, not (n, {len(prior.names)}), for {', '.join(prior.names)}")
    if x.ndim < 2 or len(x) != len(theta):
        raise LfiError(f"x has shape {x.shape}, not (n, *data) with n = {len(theta)}, as many as theta has rows")
    for name, values in (("theta", theta), ("x", x)):
        if not np.isfinite(values).all():
            row = int(np.argwhere(~np.isfinite(values))[0][0])
            raise LfiError(f"{name}[{row}] holds a number that is not finite; leave out failed draws")
    if not (inside := prior.contains(theta)).all():
        row = int(np.argmin(inside))
        raise LfiError(f"theta[{row}] = {theta[row].tolist()} lies outside the prior; train on draws from the prior")
    return Drawn(theta, x, ("",) * len(theta))


def _entry(estimator: Mapping[str, Any]) -> DensityEstimator:
    """The estimator's configuration, checked."""
    try:
        config = ENTRY.validate_python(dict(estimator))
    except ValidationError as invalid:
        wrong = invalid.errors()[0]
        where = ".".join(str(part) for part in wrong["loc"])
        raise LfiError(f"estimator: {where}: {wrong['msg']}; config/README.md explains every key") from None
    if not isinstance(config, DensityEstimator):
        raise LfiError(f"a {config.kind} has no density, and so no posterior; use kind='mixture' or kind='flow'")
    return config


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Leave random generators and number of threads as they are found."""
    threads = torch.get_num_threads()
    try:
        with isolate_rng():
            yield
    finally:
        torch.set_num_threads(threads)
