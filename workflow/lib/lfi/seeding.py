"""Random streams from the master seed and labels: the source of every random draw of the workflow."""

import hashlib
import json

import numpy as np


def _sequence(seed: int, labels: tuple[str | int, ...]) -> np.random.SeedSequence:
    digest = hashlib.sha256(json.dumps(labels).encode()).digest()
    return np.random.SeedSequence([seed, *np.frombuffer(digest, dtype=np.uint32).tolist()])


def generator(seed: int, *labels: str | int) -> np.random.Generator:
    """A generator whose draws depend on the master seed and the labels alone.

    Different labels give independent streams: their SHA-256 digest is entropy of the stream, together with the seed.

    Args:
        seed: the master seed.
        *labels: purpose of the draws, such as the problem's name and the step.

    Example:
        >>> first, again, other = (generator(1, "line", label).random() for label in ("train", "train", "test"))
        >>> first == again, first == other
        (True, False)
    """
    return np.random.default_rng(_sequence(seed, labels))


def integer(seed: int, *labels: str | int) -> int:
    """A seed in [0, 2³¹) for a library with a generator of its own, such as torch or bilby.

    Args:
        seed: the master seed.
        *labels: purpose of the draws.
    """
    return int(_sequence(seed, labels).generate_state(1)[0] >> 1)
