"""One shard of a set of simulated pairs."""

from pathlib import Path

from lfi.data import simulations
from lfi.logs import Say
from lfi.problems import Joint
from lfi.problems.reference import ProblemReference


def simulate(
    subject: tuple[str, str, str, str],
    problem: ProblemReference,
    on_failure: simulations.OnFailure,
    seed: int,
    shard: Path,
    say: Say,
) -> None:
    """Simulate the rows of one shard.

    Args:
        subject: name of the problem, name of the set, the first row, and the row after the last.
        problem: what is simulated.
        on_failure: what happens when a draw fails.
        seed: the master seed.
        shard: the file that is written.
        say: takes a line for the terminal.
    """
    name, set_name, start, stop = subject
    loaded: Joint = problem.load()
    drawn = simulations.simulate(loaded, seed, name, set_name, int(start), int(stop), on_failure)
    if drawn.failed.any():
        say(drawn.complaint(loaded.parameters))
    simulations.write_shard(shard, drawn, int(start))
