"""A trained estimator, loaded from its files without running any stored code."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from safetensors.torch import load_file

from lfi.config.estimators import Estimator
from lfi.errors import LfiError
from lfi.nets.density import DensityEstimator
from lfi.nets.estimator import Estimator as EstimatorNet
from lfi.training import parts
from lfi.training.build import DataDescription, build


def load_density(folder: Path, classes: Sequence[str] | None = None) -> DensityEstimator:
    """``load`` of a density estimator.

    Args:
        folder: as for ``load``.
        classes: as for ``load``.

    Raises:
        LfiError: as ``load``, or the estimator has no density.
    """
    estimator = load(folder, classes)
    if not isinstance(estimator, DensityEstimator):
        raise LfiError(f"{folder}: a regressor, but this needs a density estimator")
    return estimator


def load(folder: Path, classes: Sequence[str] | None = None) -> EstimatorNet:
    """The estimator in a folder with ``estimator.json`` and ``weights.safetensors``, in evaluation mode.

    Args:
        folder: the folder.
        classes: the classes that it may be made of, as ``parts.names`` gives them; None for any.

    Raises:
        LfiError: a file is missing or damaged, or the estimator is made of other classes.
    """
    try:
        description = json.loads((folder / "estimator.json").read_text())
        config = TypeAdapter[Any](Estimator).validate_python(description["estimator"])
        if classes is not None and not set(parts.names(config)) <= set(classes):
            raise LfiError(f"it is made of {', '.join(parts.names(config))}, not of {', '.join(classes)}; run again")
        estimator = build(config, DataDescription(**description["data"]))
        estimator.load_state_dict(load_file(folder / "weights.safetensors"))
    except Exception as failure:
        reason = " ".join(str(failure).split())  # in one line
        raise LfiError(f"{folder}: not a trained estimator: {reason}") from failure
    return estimator.eval()
