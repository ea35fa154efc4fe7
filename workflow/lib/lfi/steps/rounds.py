"""The table of rounds: what each of them gained at each observation."""

from collections.abc import Mapping
from pathlib import Path

from lfi import inference, problems, seeding
from lfi.data import observations, posteriors
from lfi.diagnostics import rounds as table
from lfi.diagnostics.c2st import c2st
from lfi.diagnostics.rounds import RoundScore
from lfi.problems.reference import ProblemReference
from lfi.provenance.parameters import Definitions
from lfi.rounds import chain
from lfi.rounds.chain import Chain
from lfi.rounds.restriction import Restriction
from lfi.typing import Array

# Draws of each round's posterior.
DRAWS = 4_000


def rounds(
    subject: tuple[str],
    problem: ProblemReference,
    weights: Mapping[str, Path],
    restrictions: Mapping[str, Path],
    observation: Path,
    draws: Mapping[str, Path],
    trainings: list[list[str]],
    rows: int,
    network: Definitions,
    seed: int,
    scores: Path,
) -> None:
    """Score the posterior of every round.

    Args:
        subject: name of the problem.
        problem: the problem.
        weights: the trained weights of all rounds by name of the training, beside their descriptions.
        restrictions: what the rounds after the first were drawn from, by observation and round: ``0/2``.
        observation: file of the observations.
        draws: draws of the reference by its name; empty if there is none.
        trainings: by observation, the names of its trainings, from the first.
        rows: draws that each round simulated.
        network: the classes that the estimator is made of.
        seed: the master seed.
        scores: the table that is written.
    """
    loaded, found = problem.load(problems.Problem), list[RoundScore]()
    observed = observations.read(observation)
    reference = next(iter(draws), "")
    compared = posteriors.read(draws[reference]).observed if reference else [None] * len(observed)
    for at, names in enumerate(trainings):
        chained = chain.load(loaded, observed[at].x, [weights[name] for name in names], network)
        files = [None, *(Restriction.read(restrictions[f"{at}/{n}"]) for n in range(2, len(names) + 1))]
        for number, (drawn_from, after) in enumerate(zip(files, [*files[1:], None], strict=True), start=1):
            accuracy = _accuracy(chained, number, compared[at], seeding.integer(seed, *subject, "rounds", at, number))
            found.append(
                RoundScore(
                    at,
                    number,
                    number * rows,
                    drawn_from.log_mass if drawn_from else 0.0,
                    drawn_from.proposal if drawn_from else "prior",
                    drawn_from.acceptance if drawn_from else 1.0,
                    *accuracy,
                    reference,
                    after.ended if after else "",
                )
            )
            if after and after.ended:
                break
    table.write(scores, found)


def _accuracy(chained: Chain, number: int, reference: Array | None, seed: int) -> tuple[float, float]:
    """Effective part of the draws of a round's posterior, and its C2ST; NaN without a likelihood or a reference."""
    theta = inference.sample(chained.estimators[number - 1], chained.x[None], DRAWS, seed)[0]
    effective, accuracy = chained.effective(number, theta), float("nan")
    if reference is not None:
        n = min(len(reference), DRAWS)
        ((accuracy, _),) = c2st([reference[:n]], [theta[:n]], seed)
    return float("nan") if effective is None else effective, accuracy
