"""What a step can see is in its key: the rules declare it, the adapter hands over nothing else."""

import ast
import copy
import inspect
import pkgutil
from pathlib import Path

import pytest
from lfi.provenance.parameters import plain
from lfi.workflow.binding import UNREAD, arguments
from support.plans import ROOT, built
from support.workflows import tiny_config

# What changes no result, and the steps that may ask for it.
NEUTRAL = {
    "say": {"simulate", "nested", "train", "judge", "restrict", "simulate_round"},
    "scratch": {"nested", "train"},
    "forced": {"train"},
    "resources": {"train"},
    "results": {"report"},
}
# In the key as part of the recipe's name, as its inputs, and as what makes the records stale.
COUNTED = {"subject", "files", "versions"}
STEPS = ROOT / "workflow/lib/lfi/steps"


@pytest.fixture(scope="module")
def jobs(tmp_path_factory):
    """A job of every rule of a configuration that uses all of them."""
    config, folder = tiny_config(), tmp_path_factory.mktemp("all")
    line = config["problems"]["line"]
    line["sweep"] = {"estimators": ["flow"], "simulations": [500]}
    line["rounds"] = {"count": 2, "simulations": 1000}
    (folder / "draws.csv").write_text("m,c\n" + "".join(f"0.{k},0.{k}\n" for k in range(1, 200)))
    line["references"]["file"] = {"path": str(folder / "draws.csv")}
    with built(folder, config) as dag:
        yield {job.rule.name: job for job in sorted(dag.jobs, key=lambda job: list(job.wildcards)) if job.output}


def function_of(job):
    return pkgutil.resolve_name(job.params.step.function)


def test_every_step_has_a_rule(jobs):
    assert set(jobs) == {path.stem for path in STEPS.glob("*.py")} - {"__init__"}


def test_the_parameters_of_a_job_are_those_of_its_recipe(jobs):
    for job in jobs.values():
        parameters = {name: plain(value) for name, value in job.params.items() if name != "step"}
        declared = job.params.step
        assert declared.recipe.leaves == {**parameters, **plain(declared.names)}
        assert declared.recipe.subject == "/".join(job.wildcards)


def test_a_step_sees_its_files_and_parameters_and_nothing_else_that_could_change_a_result(jobs):
    for name, job in jobs.items():
        asked = set(inspect.signature(function_of(job)).parameters)
        declared = {*job.input.keys(), *job.output.keys(), *job.params.keys()} - set(UNREAD)
        others = asked - declared - COUNTED
        assert others == {argument for argument, steps in NEUTRAL.items() if name in steps}, name
        unused = {*job.output.keys(), *job.params.keys()} - asked - {"step"}
        assert unused <= {"description", "losses", "record"}, f"{name}: {unused}"


def test_no_step_looks_around_for_more():
    """Neither the environment, nor the working directory, nor the configuration: no call of theirs stands in a step."""
    for path in STEPS.glob("*.py"):
        names = {ast.unparse(node) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        found = {name for name in names if name.startswith(("os.environ", "sys.argv", "Path.cwd", "snakemake"))}
        assert not found, f"{path.name}: {found}"


def test_another_value_of_any_parameter_is_another_key(jobs):
    for job in jobs.values():
        recipe = job.params.step.recipe
        for name in recipe.leaves:
            other = copy.copy(recipe)
            object.__setattr__(other, "leaves", {**recipe.leaves, name: "another"})
            other.__dict__.pop("key", None)
            assert other.key != recipe.key


def test_the_adapter_hands_over_paths_lists_of_paths_and_paths_by_name(jobs):
    job = jobs["compare"]
    known = arguments(job, job.params.step, print)
    assert known["scores"] == Path("results/line/scores.csv")
    assert [path.name for path in known["training"]] == ["00000000-00001000.h5", "00001000-00002000.h5"]
    assert list(known["draws"]) == ["exact", "file", "nested", "flow", "flow_rounds"]
    assert known["draws"]["flow"] == Path("results/line/posteriors/flow.h5")
    assert set(known["files"]) == set(job.input.keys())
