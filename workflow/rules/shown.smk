# What is shown: the tables and figures of a problem, what each reads, and the problems that have it.
from typing import NamedTuple

from lfi.provenance.parameters import Definitions

LEVELS = ByName(calibrated, RESULTS / "{problem}/calibrations/{name}.h5")
CHECKS = ByName(judged, RESULTS / "{problem}/checks/{name}.h5")
EVALUATIONS = ByName(estimators, RESULTS / "{problem}/evaluations/{name}.h5")
TRAININGS = ByName(estimators, RESULTS / "{problem}/estimators/{name}/training.json")

LOSSES = ByName(estimators, RESULTS / "{problem}/estimators/{name}/losses.csv")

# The tables, in the order of the report, and the problems that have them.
TABLES = {
    "ranks": STUDY.density_estimators,
    "scores": lambda name: True,
    "verdicts": STUDY.density_estimators,
    "sweep": lambda name: CONFIG.problems[name].sweep,
    "rounds": lambda name: CONFIG.problems[name].rounds,
}


def table(name):
    """A table of a problem, with its page in Snakemake's own report."""
    return report(
        RESULTS / f"{{problem}}/{name}.csv",
        caption=f"../report/{name}.rst",
        category="{problem}",
        labels={"what": name},
    )


class Figure(NamedTuple):
    """What a figure reads and shows, by the arguments of its function, and the problems that have it."""

    reads: dict
    shows: dict
    of: object


def is_regression(name):
    return not STUDY.is_inference(name)


NAMES = {"parameters": parameters}
PROBLEM = {"problem": problem}
AT_OBSERVATION = {"observation": OBSERVATION, "draws": ByName(posteriors, DRAWS)}
CALIBRATION = {"levels": LEVELS}

FIGURES = {
    "curve": Figure(
        {
            "training": every("training"),
            "test": every("test"),
            "evaluations": EVALUATIONS,
        },
        PROBLEM,
        is_regression,
    ),
    "training": Figure(
        {"losses": LOSSES},
        {},
        lambda name: True,
    ),
    "sweep": Figure(
        {"table": RESULTS / "{problem}/sweep.csv"},
        {},
        lambda name: CONFIG.problems[name].sweep,
    ),
    "rounds": Figure(
        {
            "table": RESULTS / "{problem}/rounds.csv",
            "scores": RESULTS / "{problem}/scores.csv",
        },
        {
            "estimator": lambda w: entry(w).sequential,
            "simulations": lambda w: entry(w).simulations.training,
            "draws": lambda w: entry(w).posterior.draws,
        },
        lambda name: CONFIG.problems[name].rounds,
    ),
    "posterior": Figure(
        {**AT_OBSERVATION, "checks": CHECKS._replace(names=corrected)},
        NAMES,
        STUDY.posteriors,
    ),
    "data": Figure(AT_OBSERVATION, PROBLEM, STUDY.draws_models),
    "test_posteriors": Figure(
        {
            "observation": OBSERVATION,
            "test": DATASETS,
            "draws": ByName(
                lambda w: STUDY.posteriors(w.problem, everywhere=True), DRAWS
            ),
        },
        {**NAMES, "datasets": datasets},
        lambda name: STUDY.posteriors(name) and CONFIG.problems[name].datasets,
    ),
    "information": Figure(CALIBRATION, NAMES, STUDY.calibrated),
    "calibration": Figure(CALIBRATION, NAMES, STUDY.calibrated),
    "sbc": Figure(CALIBRATION, NAMES, STUDY.calibrated),
    "coverage": Figure(CALIBRATION, {}, STUDY.calibrated),
    "tarp": Figure(CALIBRATION, {}, STUDY.calibrated),
}


def tables(name):
    """The tables that a problem has."""
    return [table for table, has in TABLES.items() if has(name)]


def figures(name):
    """The figures that a problem has."""
    return [figure for figure, declared in FIGURES.items() if declared.of(name)]


def shows(w):
    return {name: value(w) for name, value in FIGURES[w.figure].shows.items()}


def text(name):
    """A text of the report."""
    return (REPORT / f"{name}.rst").read_text()


def caption(w):
    """What is seen in a figure, for its files and for Snakemake's own report."""
    return text(w.figure)


def captioned():
    """The tables and figures that the report shows of any problem."""
    every = [each for name in CONFIG.problems for each in tables(name) + figures(name)]
    return list(dict.fromkeys(every))


def pdfs():
    """The figures that the report does not show."""
    return [
        RESULTS / name / f"figures/{figure}.pdf"
        for name in CONFIG.problems
        for figure in figures(name)
    ]


def everything(pattern, names):
    """A file of every problem for each of its names, by what follows the results folder: `line/scores`."""
    stem, suffix = pattern.rsplit(".", 1)
    found = [
        stem.format(problem=problem, name=name)
        for problem in CONFIG.problems
        for name in names(problem)
    ]
    return ByName(lambda w: found, RESULTS / f"{{name}}.{suffix}")


def tables_and_figures():
    """What the report shows."""
    shown = []
    for name in CONFIG.problems:
        shown += [RESULTS / name / f"{table}.csv" for table in tables(name)]
        shown += [RESULTS / name / f"figures/{figure}.png" for figure in figures(name)]
    return shown
