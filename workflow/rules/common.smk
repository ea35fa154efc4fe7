# The checked configuration, and the names, files and values that many rules share.
import gc
import sys
from importlib.metadata import version
from pathlib import Path

from lfi.config.loading import load
from lfi.errors import LfiError
from lfi.provenance.records import Records
from lfi.workflow.inputs import ByName, FirstRows
from lfi.workflow.requirements import load_problems
from lfi.workflow.study import Study
from lfi.workflow.surroundings import surroundings

# The modules that are loaded by now stay: a plan that does not look through them again takes a tenth less time.
gc.freeze()

ORIGIN = ", ".join(map(str, workflow.configfiles)) or "--config"

try:
    CONFIG = load(config, ORIGIN)
    STUDY = Study(CONFIG, load_problems(CONFIG, ORIGIN), surroundings(CONFIG, ORIGIN))
except LfiError as error:
    sys.exit(str(error))  # the message alone, without a traceback through this file

RESULTS = CONFIG.results
# Captions and the layout of the report, also where this workflow is a module of another one.
REPORT = Path(str(workflow.current_basedir)).parent / "report"
VERSIONS = {name: version(name) for name in CONFIG.stale_on_versions}
RECORDS = Records(RESULTS, VERSIONS)

OBSERVATION = RESULTS / "{problem}/observation.h5"
DRAWS = RESULTS / "{problem}/posteriors/{name}.h5"
WEIGHTS = RESULTS / "{problem}/estimators/{estimator}/weights.safetensors"
DESCRIPTION = RESULTS / "{problem}/estimators/{estimator}/estimator.json"


wildcard_constraints:
    problem="|".join(CONFIG.problems),
    estimator="|".join(
        {
            name
            for e in CONFIG.problems.values()
            for name in [*e.estimators, *e.runs, *e.round_trainings]
        }
    ),
    sequential="|".join({e.sequential_posterior for e in CONFIG.problems.values()}),
    at=r"\d+",
    round=r"\d+",
    beside=r"[^/]+",
    figure=r"\w+",
    set="training|test",
    start=r"\d+",
    stop=r"\d+",


def entry(w):
    """The configuration of a job's problem."""
    return CONFIG.problems[w.problem]


def problem(w):
    return STUDY.problem(w.problem)


def parameters(w):
    return STUDY.parameters(w.problem)


def split(w):
    return STUDY.split(w.problem)


def rows(w):
    """How many draws of the training set a training is given; None for all."""
    return entry(w).rows(w.estimator)


def network(w):
    """The classes that a trained estimator is made of."""
    return STUDY.network(w.problem, w.estimator)


def datasets(w):
    return entry(w).datasets


def every(set_name):
    """All simulations of a set."""
    return FirstRows(set_name, lambda w: getattr(entry(w).simulations, set_name))


# The test data sets that posteriors are drawn for: the first that did not fail, which may be any.
DATASETS = FirstRows(
    "test",
    lambda w: (
        entry(w).simulations.test
        if datasets(w) and STUDY.drops(w.problem)
        else datasets(w)
    ),
)


def estimators(w):
    return list(entry(w).estimators)


def density_estimators(w):
    return STUDY.density_estimators(w.problem)


def judged(w):
    return STUDY.judged(w.problem)


def calibrated(w):
    return STUDY.calibrated(w.problem)


def corrected(w):
    return STUDY.corrected(w.problem)


def posteriors(w):
    return STUDY.posteriors(w.problem)


def reference(w):
    """What the posteriors are compared with."""
    return STUDY.references(w.problem)[0]


def beside_reference(w):
    """The posteriors that are compared with a reference."""
    return posteriors(w)[1:] if STUDY.references(w.problem) else []


def runs(w):
    """The trainings of a problem's sweep, by name."""
    return entry(w).runs


def place(w):
    """Where a training runs, as its estimator says."""
    return entry(w).estimator(w.estimator).resources


def observation(w):
    """What is wrong with an observation or a likelihood is known before hours of training."""
    return str(OBSERVATION).format_map(w) if STUDY.is_inference(w.problem) else []
