"""The posteriors at the end of the rounds: draws, calibration around the observations, and checks there."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from lfi import inference, problems, seeding
from lfi.data import arrays, observations, posteriors, simulations
from lfi.data import checks as stored
from lfi.diagnostics.predictor import Predictor
from lfi.problems.reference import ProblemReference
from lfi.provenance.parameters import Definitions
from lfi.rounds import chain
from lfi.rounds.restriction import Restriction
from lfi.typing import Array

# Data sets whose features say what is usual, and most that the calibration of all observations is measured on.
SIMULATED, CALIBRATED = 20_000, 4_000


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
    loaded, rng = problem.load(problems.Problem), seeding.generator(seed, *subject, "check")
    observed, found = observations.read(observation), list[tuple[Array, dict[str, Array], dict[str, Array]]]()
    for at, (file, set_of_pairs, names) in enumerate(zip(restrictions, pairs, trainings, strict=True)):
        restriction = Restriction.read(file)
        chosen = [weights[name] for name in names[: restriction.round]]
        chained = chain.load(loaded, observed[at].x, chosen, network)
        seeds = {what: seeding.integer(seed, *subject, what, at) for what in ("sample", "near", "calibrate", "local")}
        theta = inference.sample(chained.estimators[-1], chained.x[None], draws, seeds["sample"])[0]
        simulated, proposal = simulations.read_set([set_of_pairs]), chained.proposal(restriction)
        train, part = simulations.split(len(simulated[0]), split)[0], chain.held_out(len(simulated[0]), split)
        fitting = seeding.generator(seed, *subject, "predictor", at)
        predictor = Predictor(simulated[0][train], simulated[1][train], fitting)
        near = chained.near(restriction, (simulated[0][part], simulated[1][part]), seeds["near"])
        truths, data = (side[: CALIBRATED // len(observed)] for side in near)
        measured = inference.levels(
            chained.estimators[-1], truths, data, predictor, calibration_draws, seeds["calibrate"]
        )._asdict()
        measured["gain"] = measured["log_prob"] - proposal.log_prob(truths)
        features = inference.contexts(chained.estimators[-1], simulated[1][:SIMULATED])
        checked = inference.at_one_observation(
            loaded, proposal, chained.estimators[-1], chained.x, theta, features, replicas, rng, seeds["local"]
        )
        kept = np.array([restriction.outside, restriction.tested, restriction.expected])
        found.append((theta, measured, checked | {"truncation": kept}))
    each_theta, each_levels, each_checks = zip(*found, strict=True)
    posteriors.write(posterior, posteriors.Draws(np.stack(each_theta), None, len(observed), tuple(parameters)))
    arrays.write(levels, {name: np.concatenate([each[name] for each in each_levels]) for name in each_levels[0]})
    stored.write(checks, each_checks)
