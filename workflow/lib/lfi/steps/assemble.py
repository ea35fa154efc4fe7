"""The training set of a round: the pairs of all rounds so far, in random order."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from lfi import seeding
from lfi.data import simulations
from lfi.problems.drawing import Drawn
from lfi.rounds import chain


def assemble(
    subject: tuple[str, str, str],
    restriction: Path,
    training: list[Path],
    shards: Mapping[str, Path],
    before: Path | list[Path],
    rows: int,
    seed: int,
    pairs: Path,
) -> None:
    """Gather the pairs of all rounds so far; where rounds have ended, those of the last.

    Args:
        subject: name of the problem, number of the observation, number of the round.
        restriction: what the round is drawn from.
        training: shards of the training set, whose start is the first round.
        shards: shards of the later rounds by name, such as ``2/simulations/00000000-00001000``, in order.
        before: training set of the round before; an empty list for the first.
        rows: draws of the training set that are the first round.
        seed: the master seed.
        pairs: the file that is written.
    """
    found = chain.drawn_from(restriction)
    if found.ended and isinstance(before, Path):
        shutil.copyfile(before, pairs)
        return
    numbers = range(2, found.round + 1)
    later = [[path for label, path in shards.items() if int(label.split("/")[0]) == each] for each in numbers]
    rounds = [simulations.read_set(training, rows), *(simulations.read_set(paths) for paths in later)]
    theta, x = (np.concatenate(side) for side in zip(*rounds, strict=True))
    order = seeding.generator(seed, subject[0], "assemble", *subject[1:]).permutation(len(theta))
    simulations.write_shard(pairs, Drawn(theta[order], x[order], ("",) * len(theta)), 0)
