"""One self-contained page of all results: which posterior to use and why, figures and scores, how they were made."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lfi.provenance.lineage import Lineage
from lfi.provenance.records import Records
from lfi.report.made import made
from lfi.report.page import render
from lfi.report.problem import Files, problem_page
from lfi.writing import whole


def report(
    tables: Mapping[str, Path],
    figures: Mapping[str, Path],
    draws: Mapping[str, Path],
    checks: Mapping[str, Path],
    observation: Mapping[str, Path],
    templates: list[Path],
    captions: Mapping[str, str],
    parameters: Mapping[str, list[str]],
    priors: Mapping[str, Mapping[str, str]],
    configuration: Mapping[str, Any],
    version: str,
    results: Path,
    versions: Mapping[str, str],
    page: Path,
) -> None:
    """Write the page.

    Args:
        tables: of all problems; these and the next four by what follows the results folder: ``line/scores``.
        figures: PNG files.
        draws: files of posterior draws.
        checks: files of checks, which hold corrected draws.
        observation: files of observations.
        templates: what lays out the page.
        captions: what is seen in each table and figure, by name, in reStructuredText.
        parameters: names of each problem's parameters.
        priors: the distribution of each parameter, in words, by problem.
        configuration: what the results are made from.
        version: of lfi.
        results: the results folder.
        versions: packages whose upgrade makes results stale, with their versions.
        page: the file that is written.
    """
    pages = []
    for name, names in parameters.items():
        files = Files(*(of(name, each) for each in (tables, figures, draws, checks, observation)))
        pages.append(problem_page(name, names, priors[name], configuration["problems"][name], files))
    lineage = Lineage(Records(results, versions))
    how = made(lineage, [*tables.values(), *figures.values(), *draws.values(), *checks.values()])
    layout = {path.name: path.read_text(encoding="utf-8") for path in templates}
    with whole(page) as aside:
        aside.write_text(render(pages, how, configuration, captions, layout, version), encoding="utf-8")


def of(problem: str, files: Mapping[str, Path]) -> dict[str, Path]:
    """The files of one problem, by their last name.

    Args:
        problem: its name.
        files: of all problems.

    >>> of("line", {"line/figures/sbc": Path("sbc.png"), "curve/scores": Path("scores.csv")})
    {'sbc': PosixPath('sbc.png')}
    """
    return {name.rpartition("/")[2]: path for name, path in files.items() if name.startswith(f"{problem}/")}
