"""What the configuration of an estimator leaves open, by the number of simulations and the shapes of theta and x.

Nothing here has seen a score: the rules are powers of the number of pairs, with the sizes that the field uses at 10,000
pairs, and the validation loss ends a training that overfits.
"""

import math
from typing import Any

from lfi.config.estimators import (
    CompleteTraining,
    ConvolutionalEmbedding,
    Embedding,
    Estimator,
    Mixture,
    MlpEmbedding,
    NoEmbedding,
)
from lfi.training.build import DataDescription

# Number of pairs at which the rules give the sizes below.
PAIRS = 10_000
WIDTH, EPOCHS, BATCH, LEARNING_RATE = 64, 200, 200, 2e-3
# Data of at most this many numbers need no embedding; of so many rows and columns they are an image.
DIRECT, IMAGE = 64, 16


def complete(config: Estimator, data: DataDescription, pairs: int) -> Estimator:
    """The same configuration with nothing left open; its ``training`` is a ``CompleteTraining``.

    Args:
        config: the estimator's entry in the configuration.
        data: the problem.
        pairs: number of pairs in the training part.

    >>> from lfi.config.estimators import Mixture
    >>> chosen = complete(Mixture(), DataDescription(parameters=["a"], shape=[3]), pairs=9_000)
    >>> chosen.width, chosen.training.batch_size, chosen.training.epochs, chosen.embedding.kind
    (64, 256, 211, 'none')
    """
    chosen: dict[str, Any] = {}
    if isinstance(config, Mixture):
        chosen["width"] = config.width or _power_of_two(WIDTH * (pairs / PAIRS) ** (1 / 3), 16, 256)
        chosen["embedding"] = config.embedding or _embedding(data, chosen["width"])
    chosen["training"] = _training(config, pairs, chosen.get("width", WIDTH))
    return config.model_copy(update=chosen)


def _training(config: Estimator, pairs: int, width: int) -> CompleteTraining:
    given = config.training
    epochs = given.epochs or round(min(max(EPOCHS * math.sqrt(PAIRS / pairs), 20), 600))
    batch = min(_power_of_two(BATCH * math.sqrt(pairs / PAIRS), 32, 1024), pairs, given.window or pairs)
    chosen = {
        "epochs": epochs,
        "batch_size": given.batch_size or batch,
        "learning_rate": given.learning_rate or LEARNING_RATE * math.sqrt(WIDTH / max(width, WIDTH)),
        "patience": given.patience or (max(10, epochs // 5) if given.keep == "best" else None),
    }
    return CompleteTraining(**given.model_dump() | chosen)


def _embedding(data: DataDescription, width: int) -> Embedding:
    """None for few numbers, convolutions for images, an MLP otherwise."""
    if math.prod(data.shape) <= DIRECT:
        return NoEmbedding()
    features = 4 * max(len(data.parameters), 4)
    if len(data.shape) >= 2 and min(data.shape[-2:]) >= IMAGE:
        return ConvolutionalEmbedding(kind="convolutional", dimensions=2, features=features)
    return MlpEmbedding(kind="mlp", features=features, hidden=[4 * width, 2 * width])


def _power_of_two(value: float, least: int, most: int) -> int:
    return int(min(max(2 ** round(math.log2(value)), least), most))
