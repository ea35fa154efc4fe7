"""Where the truths stand among a trained density estimator's draws, over the calibration part of the training set."""

from pathlib import Path

from lfi import inference, seeding
from lfi.data import arrays, simulations
from lfi.diagnostics.tarp import linear_references
from lfi.provenance.parameters import Definitions
from lfi.training import trained


def calibrate(
    subject: tuple[str, str],
    weights: Path,
    training: list[Path],
    split: list[float],
    draws: int,
    network: Definitions,
    seed: int,
    levels: Path,
) -> None:
    """Measure the levels of the truths under the estimated posteriors.

    Args:
        subject: names of the problem and the estimator.
        weights: the trained weights, beside the estimator's description.
        training: shards of the training set.
        split: fractions of the training set for train, validation and calibration.
        draws: posterior draws for each data set.
        network: the classes that the estimator is made of.
        seed: the master seed.
        levels: the file that is written, with the arrays of ``inference.Levels``.
    """
    theta, x = simulations.read_set(training)
    train, _, part = simulations.split(len(theta), split)
    references = linear_references(theta[train], x[train], x[part])
    found = inference.levels(
        trained.load_density(weights.parent, network),
        theta[part],
        x[part],
        references,
        theta[train].std(axis=0),
        draws,
        seeding.integer(seed, *subject, "calibrate"),
    )
    arrays.write(levels, found._asdict())
