"""What the page says of one problem."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lfi.data import checks as checked
from lfi.data import observations, posteriors
from lfi.data.checks import CORRECTED
from lfi.diagnostics import ranking
from lfi.report.judged import Judged, judged
from lfi.report.pictures import Picture, pictures
from lfi.report.scored import Scored, plain_table, scored
from lfi.report.summaries import SHOWN, Marginals, summaries
from lfi.typing import Array


class Files(NamedTuple):
    """The files of a problem, by name.

    Attributes:
        tables: its tables.
        figures: its figures, PNG.
        draws: posterior draws, by posterior.
        checks: checks with the corrected draws, by estimator.
        observation: its observations; empty for a regression.
    """

    tables: Mapping[str, Path]
    figures: Mapping[str, Path]
    draws: Mapping[str, Path]
    checks: Mapping[str, Path]
    observation: Mapping[str, Path]


class Answer(NamedTuple):
    """Which posterior to use.

    Attributes:
        headline: in one sentence.
        sure: whether one passes all verdicts.
        ranks: the posteriors, best first.
    """

    headline: str
    sure: bool
    ranks: list[ranking.Ranked]


class ProblemPage(NamedTuple):
    """What the page says of one problem.

    Attributes:
        name: of the problem.
        parameters: their names.
        prior: the distribution of each parameter, in words; empty for a regression.
        settings: its entry of the configuration.
        answer: which posterior to use; None for a regression.
        marginals: at each of the first observations, the posteriors' marginals of each parameter.
        observations: number of observations.
        judged: verdicts; None where there are none.
        scored: scores.
        tables: any other table, by name.
        pictures: figures, by name.
    """

    name: str
    parameters: list[str]
    prior: Mapping[str, str]
    settings: Mapping[str, Any]
    answer: Answer | None
    marginals: list[list[Marginals]]
    observations: int
    judged: Judged | None
    scored: Scored
    tables: dict[str, list[list[str]]]
    pictures: dict[str, Picture]


def problem_page(
    name: str, parameters: list[str], prior: Mapping[str, str], settings: Mapping[str, Any], files: Files
) -> ProblemPage:
    """Read what the page says of a problem.

    Args:
        name: of the problem.
        parameters: their names.
        prior: the distribution of each, in words.
        settings: its entry of the configuration.
        files: its results.

    Raises:
        LfiError: a file is missing or damaged.
    """
    tables = files.tables
    ranks = ranking.read(tables["ranks"]) if "ranks" in tables else []
    best = [row.posterior for row in ranks]
    order = [each for name in best for each in (name, name + CORRECTED)]
    truths = [each.theta for each in observations.read(files.observation["observation"])] if files.observation else []
    return ProblemPage(
        name,
        parameters,
        prior,
        settings,
        answer(name, ranks) if ranks else None,
        _marginals(parameters, _draws(files, order), truths[:SHOWN]),
        len(truths),
        judged(tables["verdicts"], best) if "verdicts" in tables else None,
        scored(tables["scores"], order),
        {table: plain_table(path) for table, path in tables.items() if table not in ("ranks", "verdicts", "scores")},
        pictures(files.figures),
    )


def answer(problem: str, ranks: list[ranking.Ranked]) -> Answer:
    """Which posterior to use.

    Args:
        problem: its name.
        ranks: its posteriors, best first.
    """
    said = ranking.headline(problem, ranks).partition(": ")[2]
    return Answer(said[0].upper() + said[1:] + ".", ranks[0].use == "yes", ranks)


def _draws(files: Files, order: Sequence[str]) -> dict[str, list[Array]]:
    """Draws at each observation, by posterior: in a given order, then those that are not in it."""
    found = {name: list(posteriors.read(path).observed) for name, path in files.draws.items()}
    found |= checked.corrected({name: checked.read(path) for name, path in files.checks.items()})
    return {name: found[name] for name in (*order, *found) if name in found}


def _marginals(
    parameters: Sequence[str], draws: Mapping[str, Sequence[Array]], truths: Sequence[Array | None]
) -> list[list[Marginals]]:
    if not draws:
        return []
    return [
        summaries(parameters, {name: each[i] for name, each in draws.items()}, truth) for i, truth in enumerate(truths)
    ]
