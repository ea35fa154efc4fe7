"""The training set of a round."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from lfi import problems, seeding
from lfi.data import observations, simulations
from lfi.logs import Say
from lfi.problems.drawing import Drawn
from lfi.problems.reference import ProblemReference
from lfi.provenance.parameters import Definitions
from lfi.rounds import chain
from lfi.rounds.assemble import assemble as together


def assemble(
    subject: tuple[str, str, str],
    problem: ProblemReference,
    restriction: Path,
    weights: Mapping[str, Path],
    observation: Path,
    training: list[Path],
    shards: Mapping[str, Path],
    before: Path | list[Path],
    rows: int,
    least: int,
    network: Definitions,
    seed: int,
    pairs: Path,
    say: Say,
) -> None:
    """Gather the pairs of all rounds so far that the round's prior allows; where rounds have ended, those of the last.

    Args:
        subject: name of the problem, number of the observation, number of the round.
        problem: the problem.
        restriction: what the round is drawn from.
        weights: the trained weights of the rounds before, from the first, beside their descriptions.
        observation: file of the one observation.
        training: shards of the training set, whose start is the first round.
        shards: shards of the later rounds by name, such as ``2/00000000-00001000``, in order.
        before: training set of the round before; an empty list for the first.
        rows: draws of the training set that are the first round.
        least: fewest pairs that can be split.
        network: the classes that the estimator is made of.
        seed: the master seed.
        pairs: the file that is written.
        say: takes a line for the terminal.
    """
    name, at, number = subject
    loaded = problem.load(problems.Problem)
    found, first = chain.drawn_from(restriction, loaded), simulations.read_set(training, rows)
    if found.ended and isinstance(before, Path):
        shutil.copyfile(before, pairs)
        return
    numbers = range(2, found.round + 1)
    later = [[path for label, path in shards.items() if int(label.split("/")[0]) == each] for each in numbers]
    rounds = [first, *(simulations.read_set(paths) for paths in later)]
    prior = chain.load(loaded, observations.read(observation)[0].x, weights.values(), network).prior(found)
    theta, x = together(prior, rounds, least, seeding.generator(seed, name, "assemble", at, number))
    simulations.write_shard(pairs, Drawn(theta, x.astype(np.float32), ("",) * len(theta)), 0)
    say(f"{len(theta):,} of {sum(len(each) for each, _ in rounds):,} pairs so far lie in the restricted prior")
