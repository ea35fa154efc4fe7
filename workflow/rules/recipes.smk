# From the rules to recipes: what a job's result depends on is what its rule declares, and nothing else.
from functools import cache

from lfi import provenance
from lfi.provenance.parameters import code_parameters, plain, roots
from lfi.provenance.recipe import CONTENT, Recipe
from lfi.workflow.binding import BINDING
from lfi.workflow.declaration import Declaration
from snakemake.iocontainers import Wildcards

# The inputs of each rule, as declared.
READS = {}


def reads(rule, *chosen, **inputs):
    """A rule's inputs, by name, or a function that chooses them by a job's wildcards.

    Each is a path; a function of the wildcards that gives a path, or a list of them; files ByName; or FirstRows.
    Snakemake looks at their times only where something is to be done. The input `first` orders the jobs: no step reads
    it, and it is in no recipe.
    """
    READS[rule] = chosen[0] if chosen else lambda w: inputs
    return unpack(
        lambda w: dated(rule, w, {n: files(i, w) for n, i in READS[rule](w).items()})
    )


def step(rule, keep=True):
    """The parameter by which a rule tells the adapter how a job makes its result."""
    return lambda w: Declaration(
        function=f"lfi.steps.{rule}:{rule}",
        subject=tuple(w),
        recipe=recipe(rule, **w),
        names=names(rule, w),
        results=RESULTS,
        versions=VERSIONS,
        keep=keep,
        forced=forced(rule, w),
    )


def files(declared, w):
    """The files of an input: a path, or a list of paths."""
    if isinstance(declared, FirstRows):
        return shards(w.problem, declared.set, declared.rows(w))
    if isinstance(declared, ByName):
        return [
            str(declared.pattern).format(**w, name=name) for name in declared.names(w)
        ]
    found = declared(w) if callable(declared) else str(declared).format_map(w)
    return list(map(str, found)) if isinstance(found, list) else str(found)


def shards(problem, set_name, rows):
    """The shards with the first rows of a set; named by their rows, so that more shards leave these as they are."""
    simulations = CONFIG.problems[problem].simulations
    total, size = getattr(simulations, set_name), simulations.shard_size
    folder = RESULTS / problem / "simulations" / set_name
    return [
        str(folder / f"{name}.h5")
        for name in shard_names(total, size, total if rows is None else rows)
    ]


def shard_names(total, size, rows):
    """The names of the shards with the first rows of a set, of `size` rows each."""
    return [
        f"{start:08d}-{min(start + size, total):08d}" for start in range(0, rows, size)
    ]


def names(rule, w):
    """The names that the files of a job's inputs go by."""
    declared = READS[rule](w)
    return {n: list(i.names(w)) for n, i in declared.items() if isinstance(i, ByName)}


@cache
def recipe(rule, **wildcards):
    """How a job's result is made: its parameters, its code, and the recipes of its inputs."""
    w = Wildcards(fromdict=wildcards)
    declared = getattr(rules, rule).params.items()
    parameters = {n: p(w) if callable(p) else p for n, p in declared if n != "step"}
    upstream = {}
    for name, i in READS[rule](w).items():
        upstream.update(behind(name, i, w) if name != "first" else {})
    return Recipe(
        step=rule,
        subject="/".join(wildcards.values()),
        leaves=plain({**parameters, **names(rule, w)}),
        code=code(BINDING, f"lfi.steps.{rule}:{rule}", *roots(parameters)),
        upstream=upstream,
        outside={
            n: s for p in code_parameters(parameters) for n, s in p.outside.items()
        },
    )


@cache
def code(*starts):
    return provenance.code(starts)


def behind(name, declared, w):
    """What an input is made by: the keys of recipes; of a file that no rule makes, the digest of its content."""
    if isinstance(declared, FirstRows):
        rows = declared.rows(w)
        if rows == 0:
            return {}
        r = simulated(w.problem, declared.set, rows)
        return {r.name: r.key}
    found = files(declared, w)
    return dict(
        made(name, path) for path in ([found] if isinstance(found, str) else found)
    )


@cache
def simulated(problem, set_name, rows):
    """The first rows of a set as if they were one shard: a recipe that does not depend on how the set is cut."""
    stop = rows or getattr(CONFIG.problems[problem].simulations, set_name)
    shard = recipe("simulate", problem=problem, set=set_name, start="0", stop=str(stop))
    leaves = {**shard.leaves, "rows": stop}
    return Recipe(
        "simulate", f"{problem}/{set_name}", leaves, shard.code, {}, shard.outside
    )


@cache
def made(name, path):
    """The name and key of the recipe of a file, or what stands for them where no rule makes it."""
    for suffix, output, maker in products():
        if path.endswith(suffix) and (found := output.match(path)):
            r = recipe(maker, **found.groupdict())
            return r.name, r.key
    there = Path(path).exists()
    return f"{CONTENT}{name} {Path(path).name}", (
        provenance.file_digest(Path(path)) if there else ""
    )


@cache
def products():
    """The files that rules make: what their paths end with, their pattern, and the rule.

    In a module of another workflow, that one's rules are none of these, and these have other names in it.
    """
    made_by = [(o, rule) for rule in READS for o in getattr(rules, rule).rule.output]
    return [(output.constant_suffix(), output, maker) for output, maker in made_by]
