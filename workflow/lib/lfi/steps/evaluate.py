"""A trained estimator on pairs that it was not trained on: log densities, predictions and covariances."""

from pathlib import Path

from lfi import inference
from lfi.data import arrays, simulations
from lfi.nets.estimator import CovarianceEstimator
from lfi.provenance.parameters import Definitions
from lfi.training import trained


def evaluate(
    weights: Path,
    training: list[Path],
    test: list[Path],
    rows: int | None,
    split: list[float],
    network: Definitions,
    values: Path,
) -> None:
    """Evaluate the validation part and the test set.

    Args:
        weights: the trained weights, beside the estimator's description.
        training: shards of the training set.
        test: shards of the test set; none where there is no test set.
        rows: how many draws of the training set the estimator was given, the first ones; None for all.
        split: fractions of the training set for train, validation and calibration.
        network: the classes that the estimator is made of.
        values: the file that is written: ``validation`` and ``test``, and their covariances, if it estimates them.
    """
    estimator = trained.load(weights.parent, network)
    theta, x = simulations.read_set(training, rows)
    validation = simulations.split(len(theta), split)[1]
    sets = {"validation": (theta[validation], x[validation])}
    if test:
        sets["test"] = simulations.read_set(test)
    found = {name: inference.evaluate(estimator, *pairs) for name, pairs in sets.items()}
    if isinstance(estimator, CovarianceEstimator):
        found |= {f"{name}_covariance": inference.covariances(estimator, x) for name, (_, x) in sets.items()}
    arrays.write(values, found)
