# Which results are stale, and why: Snakemake looks at times of files, this at what results are made from.
import atexit
import os
import uuid

from lfi.provenance.lineage import Lineage

# The first process of a run names it; the jobs that it starts, on this machine or on nodes, inherit the name.
IS_FIRST = "LFI_RUN" not in os.environ
RUN = os.environ.setdefault("LFI_RUN", uuid.uuid4().hex[:12])
# An input of stale results alone, newer than any of them: so Snakemake makes them again, and nothing else.
STALE = RESULTS / ".stale" / RUN
LINEAGE = Lineage(RECORDS) if IS_FIRST else None
# What is made from a damaged file looks at it once that is made again: Snakemake must not pass it over.
UNSOUND = LINEAGE.unsound() if IS_FIRST else set()
# Where it did not get to look, because the run ended before: why it must.
REMADE = LINEAGE.remade() if IS_FIRST else {}


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


def made_from(step, **paths):
    """A rule's inputs: by name a path, or a function of the wildcards that gives paths.

    Snakemake looks at their times only where something is to be done; the file STALE is among them where that is because
    the result is stale.
    """

    def find(w):
        own = state(step, w)
        found = {name: named(path, w) for name, path in paths.items()}
        if own == "valid":
            found = {name: settled(path) for name, path in found.items()}
        return {**found, "stale": STALE} if own == "stale" else found

    return unpack(find)


def named(paths, w):
    """A path, or a list of them, of a job."""
    found = paths(w) if callable(paths) else paths
    return fill(found, w) if isinstance(found, (str, Path)) else list(map(str, found))


def settled(found):
    """The same paths, whose times Snakemake does not look at; not where one of them was damaged."""
    every = [found] if isinstance(found, str) else found
    return ancient(found) if UNSOUND.isdisjoint(every) else found


STATES = {}


def state(step, w):
    """Whether a result is missing, stale or valid; of a stale one the first process says why, once."""
    if (step, *w) not in STATES:
        outputs = [Path(fill(pattern, w)) for pattern in getattr(rules, step).output]
        there = any(path.exists() for path in outputs)
        made_from = recipe_of(step, w)
        remade = [REMADE[str(path)] for path in outputs if str(path) in REMADE]
        reasons = (RECORDS.stale(made_from) or remade[:1]) if there else []
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
