"""Specification of a training: written by the driver, read on the node."""

from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter

from lfi import provenance
from lfi.config.estimators import Estimator
from lfi.priors import Prior
from lfi.training import parts

ENTRY = TypeAdapter[Any](Estimator)


class Specification(BaseModel):
    """A training, as one JSON file; imports no torch.

    Attributes:
        key: digest of everything that the result depends on.
        code: digest of the training's code, checked again on the node.
        seed: seed of weights and batches.
        estimator: the estimator's entry in the configuration.
        data: names of the parameters, prior and coordinates: ``lfi.training.build.DataDescription`` without the shape.
        shards: files of the training set, in order.
        split: fractions of the training set for train, validation and calibration.
        rows: the training takes this many of the first draws of the set; None for all.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    code: str
    seed: int
    estimator: dict[str, Any]
    data: dict[str, Any]
    shards: list[str]
    split: list[float]
    rows: int | None = None


def roots(estimator: dict[str, Any]) -> list[str]:
    """Definitions that a training starts from, for ``provenance.code``; ``estimator`` is its configuration entry."""
    return ["lfi.training.fit:fit", *parts.names(ENTRY.validate_python(estimator))]


def code_digest(estimator: dict[str, Any]) -> str:
    """Digest of the code that a training runs; ``estimator`` is its entry in the configuration."""
    return provenance.digest(provenance.code(roots(estimator)))


def support(prior: Prior) -> dict[str, Any]:
    """What a density estimator must know of the prior; JSON has no infinity, so no bound is None."""
    bounds = {
        name: [float(bound) if np.isfinite(bound) else None for bound in values]
        for name, values in (("low", prior.low), ("high", prior.high))
    }
    scales = {"logarithmic": prior.logarithmic, "centre": prior.centre, "width": prior.width}
    return {**bounds, **{name: values.tolist() for name, values in scales.items()}}
