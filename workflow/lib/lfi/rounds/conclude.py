"""The posterior at the end of the rounds of one observation: its draws, and what tells whether it can be trusted."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lfi import inference, seeding
from lfi.data import simulations
from lfi.data.simulations import Pairs
from lfi.diagnostics.predictor import Predictor
from lfi.rounds.chain import Chain, held_out
from lfi.rounds.restriction import Restriction
from lfi.typing import Array

# Data sets whose features say what is usual.
SIMULATED = 20_000


class Options(NamedTuple):
    """How much is drawn.

    Attributes:
        draws: posterior draws.
        replicas: data sets that are simulated from posterior draws; 0 for none.
        datasets: most data sets that the calibration is measured on.
        calibration_draws: posterior draws for each of these.
    """

    draws: int
    replicas: int
    datasets: int
    calibration_draws: int


class Conclusion(NamedTuple):
    """What the rounds of an observation end with.

    Attributes:
        theta: posterior draws, shape (draws, parameters).
        levels: what ``calibrate`` measures, over data sets like the observation.
        checks: what ``check`` measures, and ``truncation``: truths outside, data sets tested, expected part outside.
    """

    theta: Array
    levels: dict[str, Array]
    checks: dict[str, Array]


def conclude(
    chain: Chain, restriction: Restriction, pairs: Pairs, split: Sequence[float], options: Options, seed: int
) -> Conclusion:
    """Draw from the posterior of the last round, and measure whether it can be trusted.

    Args:
        chain: the rounds.
        restriction: what the last round was drawn from.
        pairs: theta (n, parameters) and x (n, *data) of all rounds.
        split: fractions of the pairs for train, validation and calibration.
        options: how much is drawn.
        seed: of all draws.
    """
    problem, x, (*_, estimator) = chain
    theta = inference.sample(estimator, x[None], options.draws, seeding.integer(seed, "sample"))[0]
    checks = inference.at_one_observation(
        problem,
        chain.proposal(restriction),
        estimator,
        x,
        theta,
        inference.contexts(estimator, pairs[1][:SIMULATED]),
        options.replicas,
        seeding.generator(seed, "check"),
        seeding.integer(seed, "local"),
    )
    checks["truncation"] = np.array([restriction.outside, restriction.tested, restriction.expected])
    return Conclusion(theta, _levels(chain, restriction, pairs, split, options, seed), checks)


def _levels(
    chain: Chain, restriction: Restriction, pairs: Pairs, split: Sequence[float], options: Options, seed: int
) -> dict[str, Array]:
    """Levels of the truths of data sets like the observation, which the estimator was not trained on."""
    theta, x = pairs
    train, held = simulations.split(len(theta), split)[0], held_out(len(theta), split)
    predictor = Predictor(theta[train], x[train], seeding.generator(seed, "predictor"))
    near = chain.near(restriction, (theta[held], x[held]), seeding.integer(seed, "near"))
    truths, data = (side[: options.datasets] for side in near)
    drawing = seeding.integer(seed, "calibrate")
    levels = inference.levels(chain.estimators[-1], truths, data, predictor, options.calibration_draws, drawing)
    return {**levels._asdict(), "gain": levels.log_prob - chain.proposal(restriction).log_prob(truths)}
