# The checked configuration, and the functions that turn it into file names and parameters.
import gc
import sys
from importlib.metadata import version
from pathlib import Path

from lfi.config.loading import load
from lfi.workflow.requirements import load_problems
from lfi.errors import LfiError
from lfi.plan import Plan
from lfi.provenance.records import Records

# What is imported by now stays: without looking through it again and again a plan takes a tenth less.
gc.freeze()

SCRIPTS = Path(workflow.basedir).parent / "scripts"

ORIGIN = ", ".join(map(str, workflow.configfiles)) or "--config"

try:
    CONFIG = load(config, ORIGIN)
    PROBLEMS = load_problems(CONFIG, ORIGIN)
except LfiError as error:
    sys.exit(str(error))  # the message alone, without a traceback through this file

RESULTS = CONFIG.results
VERSIONS = {name: version(name) for name in CONFIG.stale_on_versions}
PLAN, RECORDS = Plan(CONFIG, PROBLEMS, SCRIPTS), Records(RESULTS, VERSIONS)


wildcard_constraints:
    problem="|".join(CONFIG.problems),
    estimator="|".join(
        {
            name
            for own in CONFIG.problems.values()
            for name in [*own.estimators, *own.runs]
        }
    ),
    set="training|test",
    start=r"\d+",
    stop=r"\d+",


def entry(w):
    return CONFIG.problems[w.problem]


def fill(pattern, w):
    """A path with a job's wildcards."""
    return str(pattern).format_map(w)


def shards(problem, set_name, rows=None):
    """Files of a set, or of its first rows; named by their rows, so that more of them leave these as they are."""
    own = CONFIG.problems[problem].simulations
    every, size = getattr(own, set_name), own.shard_size
    return [
        RESULTS
        / problem
        / "simulations"
        / set_name
        / f"{start:08d}-{min(start + size, every):08d}.h5"
        for start in range(0, every if rows is None else rows, size)
    ]


def datasets(problem):
    """The shards that hold the first test data sets; all, where some draws may have failed."""
    count = CONFIG.problems[problem].datasets
    return shards(problem, "test", None if count and PLAN.drops(problem) else count)


def rows(w):
    """How many pairs of the training set a training sees; None: all."""
    return entry(w).rows(w.estimator)


def run(w):
    """Where a training runs."""
    return entry(w).estimator(w.estimator).resources


def figures(problem):
    """Names of the figures that the problem has the results for."""
    own = CONFIG.problems[problem]
    swept = ["sweep"] if own.sweep else []
    if not PLAN.is_inference(problem):
        return ["curve", "training", *swept]
    names = ["training", *swept]
    if PLAN.posteriors(problem):
        names += ["posterior"]
        if PROBLEMS[problem].has_model:
            names += ["data"]
        if own.datasets:
            names += ["test_posteriors"]
    return names + (
        ["calibration", "sbc", "coverage", "tarp"] if PLAN.calibrated(problem) else []
    )


def compared(w):
    """Names whose files `compare` reads, by kind of file."""
    estimators = list(entry(w).estimators)
    return {
        "draws": PLAN.posteriors(w.problem),
        "evaluations": estimators,
        "calibrations": PLAN.calibrated(w.problem),
        "checks": PLAN.flows(w.problem),
        "trainings": estimators,
        "timings": PLAN.flows(w.problem),
    }


def files(kind, pattern):
    """An input function: the pattern for each name of a kind."""
    return lambda w: [
        pattern.format(results=RESULTS, problem=w.problem, name=name)
        for name in compared(w)[kind]
    ]


def levels(w):
    """Credible levels of the truth, by every density estimator."""
    return expand(
        rules.calibrate.output,
        problem=w.problem,
        estimator=PLAN.calibrated(w.problem),
    )


def swept(pattern):
    """An input function: a file of each of the sweep's trainings."""
    return lambda w: expand(pattern, problem=w.problem, estimator=entry(w).runs)


def figure_files(name):
    """A figure's files: the PNG goes into the report with its caption."""
    folder, caption = RESULTS / "{problem}/figures", f"../report/{name}.rst"
    png = report(
        folder / f"{name}.png",
        caption=caption,
        category="{problem}",
        labels={"what": name.replace("_", " ")},
    )
    return [png, folder / f"{name}.pdf"]


def figures_and_scores():
    """What the report shows."""
    wanted = []
    for problem in CONFIG.problems:
        wanted.append(RESULTS / problem / "scores.csv")
        if PLAN.flows(problem):
            wanted.append(RESULTS / problem / "verdicts.csv")
        if CONFIG.problems[problem].sweep:
            wanted.append(RESULTS / problem / "sweep.csv")
        wanted += [
            RESULTS / problem / "figures" / f"{figure}.png"
            for figure in figures(problem)
        ]
    return wanted


def targets():
    """Everything that `snakemake` makes."""
    return [*figures_and_scores(), RESULTS / "report.html"]
