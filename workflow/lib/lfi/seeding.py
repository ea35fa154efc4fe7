"""Every random draw of the workflow comes from the master seed and labels that say what it is for."""

import hashlib
import json

import numpy as np


def _sequence(seed: int, labels: tuple[str | int, ...]) -> np.random.SeedSequence:
    digest = hashlib.sha256(json.dumps(labels).encode()).digest()
    return np.random.SeedSequence([seed, *np.frombuffer(digest, dtype=np.uint32).tolist()])


def generator(seed: int, *labels: str | int) -> np.random.Generator:
    """A generator whose draws depend on the master seed and the labels alone.

    Different labels give independent streams (the labels' SHA-256 is the entropy beside the seed).
    """
    return np.random.default_rng(_sequence(seed, labels))


def integer(seed: int, *labels: str | int) -> int:
    """A seed in [0, 2³¹) for a library that keeps its own generator (torch, bilby)."""
    return int(_sequence(seed, labels).generate_state(1)[0] >> 1)
