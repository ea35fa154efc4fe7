"""The tables of verdicts and of ranks: whether each density estimator can be trusted, and which one to use."""

from collections.abc import Mapping
from pathlib import Path

from lfi.data import arrays
from lfi.data import checks as stored
from lfi.data import losses as trainings
from lfi.diagnostics import advice, ranking, trust
from lfi.diagnostics import scores as table_of_scores
from lfi.diagnostics import verdicts as table
from lfi.logs import Say


def judge(
    subject: tuple[str],
    parameters: list[str],
    levels: Mapping[str, Path],
    checks: Mapping[str, Path],
    losses: Mapping[str, Path],
    scores: Path,
    verdicts: Path,
    ranks: Path,
    say: Say,
) -> None:
    """Judge every density estimator of a problem.

    Args:
        subject: name of the problem.
        parameters: names of the parameters.
        levels: files of ``calibrate``, by estimator.
        checks: files of ``check``, by estimator.
        losses: files of the trainings' losses, by estimator.
        scores: the problem's table of scores.
        verdicts: the table that is written.
        ranks: the table of ranks that is written.
        say: takes a line for the terminal: which posterior to use, and the verdicts that fail.
    """
    measured = table_of_scores.read(scores)
    found = trust.verdicts(
        parameters,
        {name: arrays.read(file)[0] for name, file in levels.items()},
        {name: stored.read(file) for name, file in checks.items()},
        measured,
        {name: advice.training(trainings.read(file)) for name, file in losses.items()},
    )
    table.write(verdicts, found)
    rows = ranking.ranked(found, measured)
    ranking.write(ranks, rows)
    for name, judged in found.items():
        for verdict in judged:
            if not verdict.passed:
                say(f"WARNING {name}: {verdict.says}")
    say(ranking.headline(*subject, rows))
