"""Classifier two-sample test (C2ST): how well a classifier tells draws of two distributions apart."""

from collections.abc import Sequence

import numpy as np

from lfi import seeding
from lfi.errors import LfiError
from lfi.typing import Array

FOLDS = 5


def c2st(
    references: Sequence[Array], draws: Sequence[Array], seed: int, device: str = "cpu"
) -> list[tuple[float, float]]:
    """Accuracy of a classifier that tells draws from a reference: 1/2 if they are alike, 1 if they do not overlap.

    As the field's benchmark defines it (Lueckmann et al. 2021, Proc. Mach. Learn. Res. 130, 343): an MLP with two
    hidden layers of ten times as many units as parameters, in single precision, both samples standardised by the
    reference's mean and sd, five folds. A training lasts until its loss stalls. The classifiers of all folds, and of
    observations with as many draws, are trained together; the score of an observation does not depend on the others.

    Args:
        references: draws of the reference at each observation, shape (n, parameters).
        draws: as many draws to compare with them, shape (n, parameters).
        seed: of the folds, the weights and the batches.
        device: where the classifiers are trained, as torch names it.

    Returns:
        For each observation, the folds' mean accuracy, and its standard error by their spread.

    Raises:
        LfiError: the numbers of draws differ, or there is no classifier of such draws.
    """
    pairs = list(zip(references, draws, strict=True))
    for reference, drawn in pairs:
        if len(reference) != len(drawn):
            raise LfiError(f"C2ST: {len(drawn)} draws, but {len(reference)} of the reference; take as many of each")
    scores: dict[int, tuple[float, float]] = {}
    for together in _groups([reference.shape for reference in references]):
        samples = np.stack([_standardised(*pairs[i]) for i in together])
        for i, accuracies in zip(together, _accuracies(samples, seed, device), strict=True):
            scores[i] = float(accuracies.mean()), float(accuracies.std(ddof=1) / np.sqrt(FOLDS))
    return [scores[i] for i in range(len(pairs))]


def _standardised(reference: Array, draws: Array) -> Array:
    """Both samples in units of the reference's mean and sd, shape (2 n, parameters), in single precision."""
    if 2 * len(reference) < FOLDS:
        raise LfiError(f"C2ST: {len(reference)} draws of each posterior; take {-(-FOLDS // 2)} at least")
    spread = reference.std(axis=0, ddof=1)
    both = (np.concatenate([reference, draws]) - reference.mean(axis=0)) / np.where(spread > 0, spread, np.nan)
    if not np.isfinite(both).all():
        raise LfiError("C2ST: draws that are not finite, or a parameter that is the same in all draws of the reference")
    return both.astype(np.float32)


def _groups(shapes: Sequence[tuple[int, ...]]) -> list[list[int]]:
    """Observations whose samples have one shape, as few at a time as keep the activations in a processor's cache."""
    alike: dict[tuple[int, ...], list[int]] = {}
    for i, shape in enumerate(shapes):
        alike.setdefault(shape, []).append(i)
    groups = []
    for (_, parameters), members in alike.items():
        size = max(1, 50 // (FOLDS * parameters))
        groups += [members[i : i + size] for i in range(0, len(members), size)]
    return groups


def _accuracies(samples: Array, seed: int, device: str) -> Array:
    """Accuracies of the classifiers of samples (observations, 2 n, parameters), shape (observations, folds)."""
    from lfi.nets.classifiers import held_out_accuracies  # torch, which a plan does not load

    _, rows, parameters = samples.shape
    folds = np.array_split(seeding.generator(seed, "folds").permutation(rows), FOLDS)
    labels, streams = np.repeat([0.0, 1.0], rows // 2), [seeding.generator(seed, "classifier", k) for k in range(FOLDS)]
    return held_out_accuracies(samples, labels, folds, 10 * parameters, streams, device)
