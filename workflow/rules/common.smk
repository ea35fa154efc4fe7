# The checked configuration, and the functions that turn it into file names and parameters.
import atexit
import os
import sys
import uuid
from importlib.metadata import version
from pathlib import Path

from lfi.config.loading import load
from lfi.config.requirements import load_problems
from lfi.errors import LfiError
from lfi.plan import Plan
from lfi.provenance.lineage import unsound
from lfi.provenance.records import Records

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

# The first process of a run names it; the jobs that it starts, on this machine or on nodes, inherit the name.
IS_FIRST = "LFI_RUN" not in os.environ
RUN = os.environ.setdefault("LFI_RUN", uuid.uuid4().hex[:12])
# An input of stale results alone, newer than any of them: so Snakemake makes them again, and nothing else.
STALE = RESULTS / ".stale" / RUN
# What is made from a damaged file looks at it once that is made again: Snakemake must not pass it over.
UNSOUND = unsound(RECORDS) if IS_FIRST else set()


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


def recipe_of(step, w):
    """How a job's result is made."""
    if step == "report":
        return PLAN.report({name: figures(name) for name in CONFIG.problems})
    if step.startswith("plot_"):
        return PLAN.plot(step.removeprefix("plot_"), w.problem)
    return getattr(PLAN, step)(*w)


def provenance(step):
    """A params function: what a script records about its result."""
    return lambda w: {
        "recipe": recipe_of(step, w).plain(),
        "results": str(RESULTS),
        "versions": VERSIONS,
    }


def fill(pattern, w):
    """A path with a job's wildcards."""
    return str(pattern).format_map(w)


def stale(step):
    """An input function: nothing where a result is valid or missing, and the file STALE where it is neither."""
    return lambda w: [STALE] if state(step, w) == "stale" else []


def settled(step, paths):
    """An input function: the paths, whose times Snakemake does not look at where nothing is to be done."""

    def find(w):
        found = paths(w) if callable(paths) else paths
        single = isinstance(found, (str, Path))
        found = [fill(found, w)] if single else list(map(str, found))
        if state(step, w) == "valid" and UNSOUND.isdisjoint(found):
            found = [ancient(path) for path in found]
        return found[0] if single else found

    return find


STATES = {}


def state(step, w):
    """Whether a result is missing, stale or valid; of a stale one the first process says why, once."""
    if (step, *w) not in STATES:
        outputs = [Path(fill(pattern, w)) for pattern in getattr(rules, step).output]
        there = any(path.exists() for path in outputs)
        made_from = recipe_of(step, w)
        reasons = RECORDS.stale(made_from) if there else []
        STATES[step, *w] = "stale" if reasons else "valid" if there else "missing"
        if reasons and IS_FIRST:
            tell(made_from.name, reasons)
    return STATES[step, *w]


def tell(name, reasons):
    """Say why a result is stale; the first of all makes the file STALE, which goes with this process."""
    if not STALE.exists():
        STALE.parent.mkdir(parents=True, exist_ok=True)
        STALE.touch()
        atexit.register(STALE.absolute().unlink, missing_ok=True)
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    print(f"stale: {name}: {reasons[0]}{more}", file=sys.stderr)


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
