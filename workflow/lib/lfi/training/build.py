"""From the configuration of an estimator to its network."""

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from lfi.config.estimators import DensityEstimator, Embedding, Estimator, Flow, Mixture
from lfi.errors import LfiError
from lfi.nets.context import Context
from lfi.nets.linear_summary import LinearSummary, smooth_basis
from lfi.nets.support import Support, unbounded
from lfi.training import parts

if TYPE_CHECKING:
    from lfi.nets.embeddings import EmbeddingNet
    from lfi.nets.estimator import Estimator as EstimatorNet

# Degree 7 follows signals that are smooth over the coordinates, with eight coefficients a parameter.
SMOOTH_FUNCTIONS = 8


@dataclass(frozen=True)
class DataDescription:
    """The properties of a problem that a network depends on.

    Attributes:
        parameters: names of theta's columns.
        shape: shape of one x.
        coordinates: positions of the points of x, if the problem defines them.
        prior: bounds and scales of the prior, the arguments of ``lfi.nets.support.Support``; None without a prior.
    """

    parameters: list[str]
    shape: list[int]
    coordinates: list[float] | None = None
    prior: dict[str, list[Any]] | None = None


def build(config: Estimator, data: DataDescription) -> "EstimatorNet":
    """An untrained estimator, its weights drawn from torch's global generator.

    Args:
        config: the estimator's entry in the configuration, with nothing left open.
        data: the problem.

    Raises:
        LfiError: the estimator needs a prior, coordinates, or data of another shape.

    >>> from lfi.config.estimators import Regressor
    >>> network = build(Regressor(kind="regressor"), DataDescription(parameters=["a", "b"], shape=[5]))
    >>> network(torch.zeros(3, 5)).shape
    torch.Size([3, 2])
    """
    if isinstance(config, DensityEstimator) and config.members > 1:
        return parts.load(parts.ENSEMBLE)([_network(config, data) for _ in range(config.members)])
    return _network(config, data)


def _network(config: Estimator, data: DataDescription) -> "EstimatorNet":
    context = _context(config, data)
    kind = parts.load(parts.KINDS[config.kind])
    if not isinstance(config, DensityEstimator):
        return kind(context, len(data.parameters), config.hidden, config.standardize)
    if data.prior is None:
        raise LfiError(f"a {config.kind} needs a problem with a prior; use kind: regressor")
    support = Support(**data.prior)
    if isinstance(config, Mixture):
        return kind(context, support, config.width, config.blocks, config.components, config.dropout)
    if not config.bounded:
        support = unbounded(len(data.parameters))
    return kind(context, support, _transforms(config, context.features, support))


def _transforms(config: Flow, context: int, support: Support) -> list[nn.Module]:
    """The transforms from the base distribution to theta: the layers, then the truncation of a bounded flow."""
    options: dict[str, Any] = {"parameters": len(support.centre), "context": context, "hidden": config.hidden}
    if config.transform == "spline_autoregressive":
        options["bins"] = config.bins
    layers = []
    if config.transform in parts.TRANSFORMS:
        layer = parts.load(parts.TRANSFORMS[config.transform])
        layers = [layer(**options, layer=i) for i in range(config.layers)]
    return [*layers, parts.load(parts.TRUNCATION)(context, config.hidden, support)] if config.bounded else layers


def _context(config: Estimator, data: DataDescription) -> Context:
    shape = tuple(data.shape)
    assert config.embedding is not None
    embedding = _embedding(config.embedding, shape, data)
    linear_summary = None
    if config.linear_summary != "none":
        size = torch.Size(shape).numel()
        smooth = config.linear_summary == "smooth"
        basis = smooth_basis(_coordinates(data), SMOOTH_FUNCTIONS) if smooth else torch.eye(size)
        linear_summary = LinearSummary(basis, len(data.parameters))
    return Context(embedding, linear_summary, shape, len(data.parameters), config.standardize, config.compress)


def _embedding(config: Embedding, shape: tuple[int, ...], data: DataDescription) -> "EmbeddingNet":
    options = config.model_dump(exclude={"kind"})
    net = parts.load(parts.EMBEDDINGS[config.kind])
    asked = inspect.signature(net).parameters
    if "shape" in asked:
        options["shape"] = shape
    if "coordinates" in asked and (
        data.coordinates is not None or asked["coordinates"].default is inspect.Parameter.empty
    ):
        options["coordinates"] = _coordinates(data)
    return net(**options)


def _coordinates(data: DataDescription) -> Tensor:
    if data.coordinates is None:
        raise LfiError(
            "embedding: {kind: point_set} and linear_summary: smooth need a problem with coordinates; "
            "use embedding: {kind: none} and linear_summary: linear"
        )
    return torch.tensor(data.coordinates)
