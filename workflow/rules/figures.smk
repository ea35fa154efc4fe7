# One figure a job, as PNG and PDF: the function `plot` of the module of `lfi.figures` that has the figure's name.
from typing import NamedTuple

from lfi.provenance.parameters import Definitions


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
        {
            "losses": ByName(
                estimators, RESULTS / "{problem}/estimators/{name}/losses.csv"
            )
        },
        {},
        lambda name: True,
    ),
    "sweep": Figure(
        {"table": RESULTS / "{problem}/sweep.csv"},
        {},
        lambda name: CONFIG.problems[name].sweep,
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
    "calibration": Figure(CALIBRATION, NAMES, STUDY.calibrated),
    "sbc": Figure(CALIBRATION, NAMES, STUDY.calibrated),
    "coverage": Figure(CALIBRATION, {}, STUDY.calibrated),
    "tarp": Figure(CALIBRATION, {}, STUDY.calibrated),
}


def figures(name):
    """The figures that a problem has."""
    return [figure for figure, declared in FIGURES.items() if declared.of(name)]


def shows(w):
    return {name: value(w) for name, value in FIGURES[w.figure].shows.items()}


def caption(w):
    """What is seen in a figure, for its page in the report."""
    return Path(workflow.basedir, "report", f"{w.figure}.rst").read_text()


rule plot:
    input:
        reads("plot", lambda w: FIGURES[w.figure].reads),
    output:
        png=report(
            RESULTS / "{problem}/figures/{figure}.png",
            caption="../report/figure.rst",
            category="{problem}",
            labels={"what": "{figure}"},
        ),
        pdf=RESULTS / "{problem}/figures/{figure}.pdf",
    log:
        RESULTS / "logs/{problem}/plot/{figure}.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        figure=lambda w: Definitions([f"lfi.figures.{w.figure}:plot"]),
        shows=shows,
        caption=caption,
        step=step("plot"),
    script:
        "../../scripts/step.py"
