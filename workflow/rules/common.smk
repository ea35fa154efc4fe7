# The checked configuration, and the functions that turn it into file names and parameters.
import sys
from functools import lru_cache
from pathlib import Path

from lfi import problems, provenance
from lfi.config.estimators import Flow
from lfi.config.loading import load
from lfi.config.requirements import load_problems
from lfi.errors import LfiError

SCRIPTS = Path(workflow.basedir).parent / "scripts"

ORIGIN = ", ".join(map(str, workflow.configfiles)) or "--config"

try:
    CONFIG = load(config, ORIGIN)
    PROBLEMS = load_problems(CONFIG, ORIGIN)
except LfiError as error:
    sys.exit(str(error))  # the message alone, without a traceback through this file

RESULTS = CONFIG.results


wildcard_constraints:
    problem="|".join(CONFIG.problems),
    estimator="|".join(
        {name for own in CONFIG.problems.values() for name in own.estimators}
    ),
    set="training|test",
    start=r"\d+",
    stop=r"\d+",


def entry(w):
    return CONFIG.problems[w.problem]


def problem_leaves(w):
    """What problems.load needs."""
    own = entry(w)
    return {
        "source": own.source or w.problem,
        "options": own.options,
        "prior": own.prior,
    }


def problem_files(w):
    """The user's own problem file, which its results depend on."""
    source = entry(w).source or ""
    return [source] if source.endswith(".py") else []


@lru_cache
def code(rule):
    """Digest of a rule's script and of all that it imports inside lfi."""
    built_in = ["lfi.problems.line", "lfi.problems.curve"]
    return provenance.code_digest(built_in, [SCRIPTS / f"{rule}.py"])


def shards(problem, set_name):
    """Files of a set, named by their rows: more rows or another order of jobs leave them as they are."""
    own = CONFIG.problems[problem].simulations
    rows, size = getattr(own, set_name), own.shard_size
    return [
        RESULTS
        / problem
        / "simulations"
        / set_name
        / f"{start:08d}-{min(start + size, rows):08d}.h5"
        for start in range(0, rows, size)
    ]


def split(w):
    return list(entry(w).simulations.split.model_dump().values())


def data_leaves(problem):
    """What an estimator must know of the problem beside the simulations."""
    own = PROBLEMS[problem]
    prior = getattr(own, "prior", None)
    return {
        "parameters": list(own.parameters),
        "coordinates": None if own.coordinates is None else own.coordinates.tolist(),
        "low": None if prior is None else prior.low.tolist(),
        "high": None if prior is None else prior.high.tolist(),
    }


def run(w):
    """Where a training runs."""
    return entry(w).estimators[w.estimator].resources


def is_inference(problem):
    """Whether there is a prior, so a posterior to speak of; otherwise the problem is a regression."""
    return isinstance(PROBLEMS[problem], problems.Problem)


def flows(problem):
    return [
        name
        for name, own in CONFIG.problems[problem].estimators.items()
        if isinstance(own, Flow)
    ]


def references(problem):
    own = CONFIG.problems[problem].references
    return [name for name in ("exact", "nested") if getattr(own, name)]


def posterior_names(problem, everywhere=False):
    """References and flows; ``everywhere``: only those that are drawn for the test data sets too."""
    names = references(problem) + flows(problem) if is_inference(problem) else []
    return [name for name in names if not (everywhere and name == "nested")]


def calibrated(problem):
    return flows(problem) if CONFIG.problems[problem].calibration else []


def figures(problem):
    """Names of the figures that the problem has the results for."""
    own = CONFIG.problems[problem]
    if not is_inference(problem):
        return ["curve", "training"]
    names = ["training"]
    if posterior_names(problem):
        names += ["posterior"]
        if PROBLEMS[problem].has_model:
            names += ["data"]
        if own.datasets:
            names += ["test_posteriors"]
    return names + (["calibration"] if calibrated(problem) else [])


def compared(w):
    """Names whose files `compare` reads, by kind of file."""
    estimators = list(entry(w).estimators)
    return {
        "draws": posterior_names(w.problem),
        "evaluations": estimators,
        "calibrations": calibrated(w.problem),
        "trainings": estimators,
        "timings": flows(w.problem),
    }


def files(kind, pattern):
    """An input function: the pattern for each name of a kind."""
    return lambda w: [
        pattern.format(results=RESULTS, problem=w.problem, name=name)
        for name in compared(w)[kind]
    ]


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
        wanted += [
            RESULTS / problem / "figures" / f"{figure}.png"
            for figure in figures(problem)
        ]
    return wanted


def targets():
    """Everything that `snakemake` makes."""
    return [*figures_and_scores(), RESULTS / "report.html"]
