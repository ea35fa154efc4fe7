"""What a training needs to know: written by the driver, read on the node."""

from typing import Any

from pydantic import BaseModel, ConfigDict


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
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    code: str
    seed: int
    estimator: dict[str, Any]
    data: dict[str, Any]
    shards: list[str]
    split: list[float]
