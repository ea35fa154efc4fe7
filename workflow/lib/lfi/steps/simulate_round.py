"""One shard of a round's simulated pairs."""

import copy
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from lfi import problems
from lfi.data import observations, simulations
from lfi.logs import Say
from lfi.problems.drawing import Drawn
from lfi.problems.reference import ProblemReference
from lfi.provenance.parameters import Definitions
from lfi.rounds import chain


def simulate_round(
    subject: tuple[str, str, str, str, str],
    problem: ProblemReference,
    restriction: Path,
    weights: Mapping[str, Path],
    observation: Path,
    on_failure: simulations.OnFailure,
    network: Definitions,
    seed: int,
    shard: Path,
    say: Say,
) -> None:
    """Simulate the rows of one shard; none, where the rounds have ended.

    Args:
        subject: name of the problem, numbers of the observation and the round, the first row and that after the last.
        problem: what is simulated.
        restriction: what its parameters are drawn from.
        weights: the trained weights of the rounds before, from the first, beside their descriptions.
        observation: file of the one observation.
        on_failure: what happens when a draw fails.
        network: the classes that the estimator is made of.
        seed: the master seed.
        shard: the file that is written.
        say: takes a line for the terminal.
    """
    name, at, number, start, stop = subject
    loaded, found = problem.load(problems.Problem), chain.drawn_from(restriction)
    if found.ended:
        none = Drawn(np.empty((0, len(loaded.parameters))), np.empty((0, 1), np.float32), ())
        simulations.write_shard(shard, none, int(start))
        return
    chained = chain.load(loaded, observations.read(observation)[0].x, weights.values(), network)
    narrowed = copy.copy(loaded)
    narrowed.prior = chained.prior(found)
    label = f"round-{number}-at-{at}"
    drawn = simulations.simulate(narrowed, seed, name, label, int(start), int(stop), on_failure)
    if drawn.failed.any():
        say(drawn.complaint(loaded.parameters))
    simulations.write_shard(shard, drawn, int(start))
