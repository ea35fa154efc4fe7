"""Where the truths stand among a trained density estimator's draws, over the calibration part of the training set."""

from pathlib import Path

from lfi import inference, problems, seeding
from lfi.data import arrays, simulations
from lfi.diagnostics.predictor import Predictor
from lfi.problems.reference import ProblemReference
from lfi.provenance.parameters import Definitions
from lfi.training import trained


def calibrate(
    subject: tuple[str, str],
    problem: ProblemReference,
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
        problem: the problem, for its prior.
        weights: the trained weights, beside the estimator's description.
        training: shards of the training set.
        split: fractions of the training set for train, validation and calibration.
        draws: posterior draws for each data set.
        network: the classes that the estimator is made of.
        seed: the master seed.
        levels: the file that is written, with the arrays of ``inference.Levels``, and ``gain``, the log density of the
            truth less that under the prior.
    """
    theta, x = simulations.read_set(training)
    train, _, part = simulations.split(len(theta), split)
    # The same for all estimators of a problem: what they miss can be compared.
    predictor = Predictor(theta[train], x[train], seeding.generator(seed, subject[0], "predictor"))
    estimator = trained.load_density(weights.parent, network)
    drawing = seeding.integer(seed, *subject, "calibrate")
    found = inference.levels(estimator, theta[part], x[part], predictor, draws, drawing)._asdict()
    prior = problem.load(problems.Problem).prior
    arrays.write(levels, {**found, "gain": found["log_prob"] - prior.log_prob(theta[part])})
