"""Print the state of every training, and of the rounds of simulations, under a results folder."""

from dataclasses import dataclass
from math import exp
from pathlib import Path

from lfi.config.loading import results_folder
from lfi.launch.overview import Overview
from lfi.rounds.restriction import Restriction
from lfi.tables import table


def status(configuration: Path) -> bool:
    """Print a row for each training of a configuration's results; returns whether the files of one are damaged."""
    results = results_folder(configuration)
    overview = Overview(results)
    rows = overview.rows() if (results / ".train").exists() else []
    print(table(rows) if rows else f"no trainings under {results}")
    for name, damage in overview.damage.items():
        print(f"{name}: {damage}")
    if chains := rounds(results):
        print(f"\n{table(chains, right=['pairs'])}")
    return bool(overview.damage)


@dataclass(frozen=True)
class Chain:
    """The newest round of one observation, as ``lfi status`` shows it.

    Attributes:
        rounds: problem, and number of the observation.
        round: number of the newest round.
        pairs: pairs of the rounds before it.
        prior: part of the prior's mass that it is simulated in.
        accepted: part of the candidates that are accepted, and where they are drawn from.
        ended: why no other follows; empty: they go on.
    """

    rounds: str
    round: str
    pairs: str
    prior: str
    accepted: str
    ended: str


def rounds(results: Path) -> list[Chain]:
    """A row for each observation that has rounds, sorted by problem and observation.

    Args:
        results: the results folder.
    """
    newest: dict[tuple[str, int], tuple[int, Path]] = {}
    for file in results.glob("*/rounds/*/*/prior.json"):
        at, number = int(file.parts[-3]), int(file.parts[-2])
        chain = file.parts[-5], at
        newest[chain] = max(newest.get(chain, (0, file)), (number, file))
    return [_row(*chain, Restriction.read(file)) for chain, (_, file) in sorted(newest.items())]


def _row(problem: str, at: int, found: Restriction) -> Chain:
    accepted = f"{found.acceptance:.1%} of {found.proposal}"
    return Chain(
        f"{problem}/{at}", str(found.round), f"{found.pairs:,}", f"{exp(found.log_mass):.2g}", accepted, found.ended
    )
