"""Classifier two-sample test (C2ST): how well a classifier tells draws of two distributions apart."""

import numpy as np
from sklearn.model_selection import KFold, cross_val_score
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from lfi.errors import LfiError
from lfi.typing import Array


def c2st(reference: Array, draws: Array, seed: int) -> tuple[float, float]:
    """Accuracy of a classifier that tells draws from a reference: 1/2 if they are alike, 1 if they do not overlap.

    As the field's benchmark defines it (Lueckmann et al. 2021, Proc. Mach. Learn. Res. 130, 343): an MLP with two
    hidden layers of ten times as many units as parameters, in single precision, both samples standardised by the
    reference's mean and sd, five folds. A training lasts until its loss stalls.

    Args:
        reference: draws of the reference, shape (n, parameters).
        draws: as many draws to compare with it, shape (n, parameters).
        seed: of the folds, the weights and the batches.

    Returns:
        The folds' mean accuracy, and its standard error by their spread.

    Raises:
        LfiError: the numbers of draws differ.
    """
    if len(reference) != len(draws):
        raise LfiError(f"C2ST: {len(draws)} draws, but {len(reference)} of the reference; take as many of each")
    both = (np.concatenate([reference, draws]) - reference.mean(axis=0)) / reference.std(axis=0, ddof=1)
    origin = np.repeat([0, 1], len(draws))
    units = 10 * both.shape[1]
    classifier = MLPClassifier((units, units), activation="relu", solver="adam", max_iter=10000, random_state=seed)
    folds = KFold(5, shuffle=True, random_state=seed)
    # Nets this small are faster on one thread, and their last digits then do not depend on the number of cores.
    with threadpool_limits(1):
        accuracies = cross_val_score(classifier, both.astype(np.float32), origin, cv=folds, scoring="accuracy")
    return float(accuracies.mean()), float(accuracies.std(ddof=1) / np.sqrt(len(accuracies)))
