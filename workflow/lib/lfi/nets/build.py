"""From a description of an estimator to the network: the same on the node that trains and wherever it is used."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from lfi.config.estimators import Embedding, Flow, Regressor
from lfi.errors import LfiError
from lfi.nets import parts
from lfi.nets.context import Context
from lfi.nets.readout import LinearReadout, smooth_basis

if TYPE_CHECKING:
    from lfi.nets.embeddings import Flatten, PointSet
    from lfi.nets.flows import ConditionalFlow
    from lfi.nets.regressors import Regressor as RegressorNet

# Degree 7 spans every linear model whose signal is smooth over the coordinates, at eight numbers a parameter.
SMOOTH_FUNCTIONS = 8


@dataclass(frozen=True)
class DataDescription:
    """What a network must know of the problem.

    Attributes:
        parameters: names of theta's columns.
        shape: shape of one x.
        coordinates: where the points of x lie, shape (points,), if the problem says.
        low, high: the prior's support, if there is a prior.
    """

    parameters: list[str]
    shape: list[int]
    coordinates: list[float] | None = None
    low: list[float] | None = None
    high: list[float] | None = None


def build(config: Flow | Regressor, data: DataDescription) -> "ConditionalFlow | RegressorNet":
    """An untrained estimator.

    Raises:
        LfiError: the estimator needs something that the problem does not have.
    """
    context = _context(config, data)
    kind = parts.load(parts.KINDS[config.kind])
    if config.kind == "regressor":
        return kind(context, len(data.parameters), config.hidden, config.standardize)
    if data.low is None or data.high is None:
        raise LfiError("a flow needs a problem with a prior; use kind: regressor")
    low, high = torch.tensor(data.low), torch.tensor(data.high)
    return kind(context, low, high, parts.load(parts.TRANSFORMS[config.transform]), config.hidden)


def _context(config: Flow | Regressor, data: DataDescription) -> Context:
    shape = tuple(data.shape)
    embedding = _embedding(config.embedding, shape, data)
    readout = None
    if config.readout != "none":
        size = torch.Size(shape).numel()
        smooth = config.readout == "smooth"
        basis = smooth_basis(_coordinates(data), SMOOTH_FUNCTIONS) if smooth else torch.eye(size)
        readout = LinearReadout(basis, len(data.parameters))
    return Context(embedding, readout, shape, len(data.parameters), config.standardize)


def _embedding(config: Embedding, shape: tuple[int, ...], data: DataDescription) -> "Flatten | PointSet":
    kind = parts.load(parts.EMBEDDINGS[config.kind])
    if config.kind == "point_set":
        return kind(_coordinates(data), config.features, config.hidden)
    return kind(shape)


def _coordinates(data: DataDescription) -> Tensor:
    if data.coordinates is None:
        raise LfiError("embedding point_set and readout smooth need a problem with coordinates; use none and linear")
    return torch.tensor(data.coordinates)
