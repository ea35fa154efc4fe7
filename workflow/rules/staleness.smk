# Which results are stale, and why: Snakemake looks at times of files, this at what results are made from.
import atexit
import json
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
# Results whose inputs were made again and came out different, in a run that ended before these were made again.
REMADE = LINEAGE.remade() if IS_FIRST else {}


# What the options `-F`, `-R` and `-f` name: rules and files. Snakemake gives them to the first process alone, and only
# once it has read these files.
if IS_FIRST:
    os.environ["LFI_FORCED"] = "[]"


@cache
def named():
    """The rules and files that are to be made again whatever is there; "*" stands for all."""
    if not IS_FIRST:
        return json.loads(os.environ["LFI_FORCED"])
    options = workflow.dag_settings
    targets = options.targets if options.forcetargets else ()
    found = sorted(map(str, {*options.forcerun, *targets}))
    found = ["*"] if options.forceall else found
    os.environ["LFI_FORCED"] = json.dumps(found)
    return found


def forced(rule, w):
    """Whether an option asks for a job's result to be made again: then no kept one is restored."""
    declared = getattr(rules, rule)
    outputs = [str(o).format_map(w) for o in declared.output]
    return not {"*", declared.rule.name, *outputs}.isdisjoint(named())


def dated(rule, w, inputs):
    """The inputs of a job, with times for Snakemake to look at only where its result is missing or stale."""
    found = state(rule, w)
    if "first" in inputs:
        inputs = {**inputs, "first": ancient(inputs["first"])}
    if found == "valid":
        return {name: undated(paths) for name, paths in inputs.items()}
    return {**inputs, "stale": STALE} if found == "stale" else inputs


def undated(paths):
    """The same paths, whose times Snakemake does not look at; not where one of them was damaged."""
    every = [paths] if isinstance(paths, str) else paths
    return ancient(paths) if UNSOUND.isdisjoint(every) else paths


STATES = {}


def state(rule, w):
    """Whether a result is missing, stale or valid; of a stale one the first process says why, once."""
    if (rule, *w) not in STATES:
        outputs = [str(o).format_map(w) for o in getattr(rules, rule).output]
        there = any(Path(path).exists() for path in outputs)
        r = recipe(rule, **w)
        remade = [REMADE[path] for path in outputs if path in REMADE]
        reasons = (RECORDS.stale(r) or remade[:1]) if there else []
        STATES[rule, *w] = "stale" if reasons else "valid" if there else "missing"
        if reasons and IS_FIRST:
            tell(r.name, reasons)
    return STATES[rule, *w]


def tell(name, reasons):
    """Say why a result is stale; the first of all makes the file STALE, which goes with this process."""
    if not STALE.exists():
        STALE.parent.mkdir(parents=True, exist_ok=True)
        STALE.touch()
        atexit.register(STALE.absolute().unlink, missing_ok=True)
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    print(f"stale: {name}: {reasons[0]}{more}", file=sys.stderr)
