"""The posteriors at the end of the rounds: draws, calibration around the observations, and checks there."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from lfi import problems, seeding
from lfi.data import arrays, observations, posteriors, simulations
from lfi.data import checks as stored
from lfi.problems.reference import ProblemReference
from lfi.provenance.parameters import Definitions
from lfi.rounds import chain
from lfi.rounds.conclude import Conclusion, Options
from lfi.rounds.conclude import conclude as conclude_one
from lfi.rounds.restriction import Restriction

# Most data sets that the calibration of all observations is measured on.
CALIBRATED = 4_000


def conclude(
    subject: tuple[str, str],
    problem: ProblemReference,
    parameters: list[str],
    weights: Mapping[str, Path],
    restrictions: list[Path],
    pairs: list[Path],
    observation: Path,
    trainings: list[list[str]],
    split: list[float],
    draws: int,
    replicas: int,
    calibration_draws: int,
    network: Definitions,
    seed: int,
    posterior: Path,
    levels: Path,
    checks: Path,
) -> None:
    """Draw from the posterior of the last round of each observation, and measure whether it can be trusted.

    Args:
        subject: names of the problem and of the posterior.
        problem: the problem.
        parameters: names of the parameters.
        weights: the trained weights of all rounds by name of the training, beside their descriptions.
        restrictions: by observation, what the last round was drawn from.
        pairs: by observation, the training set of the last round.
        observation: file of the observations.
        trainings: by observation, the names of its trainings, from the first.
        split: fractions of the training sets for train, validation and calibration.
        draws: posterior draws.
        replicas: number of data sets that are simulated from posterior draws; 0 for none.
        calibration_draws: posterior draws for each data set of the calibration.
        network: the classes that the estimator is made of.
        seed: the master seed.
        posterior: the file of draws that is written.
        levels: the file that is written, as ``calibrate`` writes it, over data sets like the observations.
        checks: the file that is written, as ``check`` writes it, with the truths that are outside of their regions.
    """
    observed, found = observations.read(observation), list[Conclusion]()
    options = Options(draws, replicas, CALIBRATED // len(observed), calibration_draws)
    for at, (file, set_of_pairs, names) in enumerate(zip(restrictions, pairs, trainings, strict=True)):
        restriction = Restriction.read(file)
        chosen = [weights[name] for name in names[: restriction.round]]
        rounds = chain.load(problem.load(problems.Problem), observed[at].x, chosen, network)
        simulated, seeded = simulations.read_set([set_of_pairs]), seeding.integer(seed, *subject, "conclude", at)
        found.append(conclude_one(rounds, restriction, simulated, split, options, seeded))
    theta, measured, checked = zip(*found, strict=True)
    posteriors.write(posterior, posteriors.Draws(np.stack(theta), None, len(observed), tuple(parameters)))
    arrays.write(levels, {name: np.concatenate([each[name] for each in measured]) for name in measured[0]})
    stored.write(checks, checked)
