"""What a training needs to know: written by the driver, read on the node."""

from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from lfi import provenance
from lfi.config.estimators import Estimator
from lfi.training import parts

ENTRY = TypeAdapter[Any](Estimator)


class Specification(BaseModel):
    """A training as one JSON file; imports no torch.

    Attributes:
        key: digest of all that the result depends on.
        code: digest of the training's code, checked again where it runs.
        seed: the training's own seed.
        estimator: the estimator's config entry.
        data: names of the parameters, support, coordinates.
        shards: files of the training set, in order.
        split: fractions of the training set for train, validation and calibration.
        rows: how many draws of the training set there are, the first ones; None: all.
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
    """Where the code of a training starts, for ``provenance.code``.

    Args:
        estimator: its config entry.
    """
    return ["lfi.training.fit:fit", *parts.names(ENTRY.validate_python(estimator))]


def code_digest(estimator: dict[str, Any]) -> str:
    """Digest of the code that a training of this estimator runs."""
    return provenance.digest(provenance.code(roots(estimator)))
