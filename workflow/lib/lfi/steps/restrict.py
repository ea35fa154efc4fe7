"""The restricted prior that a round is simulated from."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from lfi import problems, seeding
from lfi.data import observations, simulations
from lfi.logs import Say
from lfi.problems.reference import ProblemReference
from lfi.provenance.parameters import Definitions
from lfi.rounds import chain
from lfi.rounds.restrict import Options
from lfi.rounds.restrict import restrict as restrict_to


def restrict(
    subject: tuple[str, str, str],
    problem: ProblemReference,
    weights: Mapping[str, Path],
    before: Path | list[Path],
    pairs: list[Path],
    observation: Path,
    rows: int | None,
    split: list[float],
    options: dict[str, Any],
    network: Definitions,
    seed: int,
    restriction: Path,
    say: Say,
) -> None:
    """Restrict the prior to where the posterior of the round before has mass.

    Args:
        subject: name of the problem, number of the observation, number of the round.
        problem: the problem.
        weights: the trained weights of the rounds before, from the first, beside their descriptions.
        before: what the round before was drawn from; an empty list for the first, from the prior.
        pairs: shards of the training set of the round before.
        observation: file of the one observation.
        rows: draws of this set that the round was trained on, the first ones; None for all.
        split: fractions of the training set for train, validation and calibration.
        options: the ``Options`` of the restriction.
        network: the classes that the estimator is made of.
        seed: the master seed.
        restriction: the file that is written.
        say: takes a line for the terminal.
    """
    name, at, number = subject
    chained = chain.load(problem.load(problems.Problem), observations.read(observation)[0].x, weights.values(), network)
    theta, data = simulations.read_set(pairs, rows)
    part = chain.held_out(len(theta), split)
    last = chain.drawn_from(before)
    rng = seeding.generator(seed, name, "restrict", at, number)
    found = restrict_to(chained, last, (theta[part], data[part]), len(theta), Options(**options), rng)
    found.write(restriction)
    mass = f"{np.exp(found.log_mass):.2g} of the prior, {found.acceptance:.1%} of {found.proposal} accepted"
    say(f"ended after round {found.round}: {found.ended}" if found.ended else mass)
