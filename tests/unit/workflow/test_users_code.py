"""A user's problem: what an edit of its files, or of what its steps have read, makes stale."""

import os
import subprocess
from pathlib import Path

import pytest
from lfi import problems
from lfi.data import simulations
from lfi.errors import LfiError
from lfi.problems.reference import ProblemReference
from lfi.problems.scanning import Asked, scan
from lfi.provenance import outside
from lfi.provenance.planned import Planned
from lfi.provenance.recipe import Recipe
from lfi.provenance.records import Records
from lfi.workflow.declaration import Declaration
from lfi.workflow.run import run
from support.plans import finish, plan

PROBLEM = """import os, subprocess
import numpy as np
from helper import SCALE
from lfi.priors import Uniform
from lfi.problems import Problem


class Mine(Problem):
    prior = Uniform(a=(0, 1))
    block = 10

    def simulate(self, theta, rng):
        import late
        shift = np.loadtxt("table.txt") + float(os.environ.get("SHIFT", 0)) + late.SHIFT
        solved = subprocess.run(["./solver", "in.txt"], capture_output=True, text=True, check=True)
        return SCALE * theta + shift + float(solved.stdout)
"""
FILES = {"mine.py": PROBLEM, "helper.py": "SCALE = 1", "late.py": "SHIFT = 1", "table.txt": "1", "in.txt": "1"}
FILES["solver"] = '#!/bin/sh\ncat "$1"\n'
AFTER = {
    *(f"simulate {{}}/{shard}" for shard in ("training/00000000/00000020", "test/00000000/00000010")),
    *(f"{step} {{}}" for step in ("observe", "compare", "judge")),
    *(f"{step} {{}}/flow" for step in ("train", "sample", "evaluate", "check")),
    *(f"plot {{}}/{figure}" for figure in ("posterior", "test_posteriors", "training")),
    "report",
}


def write(folder, files):
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)


@pytest.fixture
def two(tmp_path):
    """Two problems, each with a helper.py, whose results are there."""
    entry = {"simulations": {"training": 20, "test": 10, "shard_size": 20}, "estimators": {"flow": {"kind": "flow"}}}
    config = {"seed": 1, "problems": {}}
    for name in ("one", "two"):
        write(tmp_path / name, FILES)
        config["problems"][name] = {**entry, "source": f"{name}/mine.py"}
    finish(tmp_path, config)
    assert plan(tmp_path, config).jobs == set()
    return tmp_path, config


def test_a_helper_counts_for_its_own_problem_alone_and_a_comment_for_none(two):
    folder, config = two
    (folder / "one/helper.py").write_text("SCALE = 1  # a comment\n")
    assert plan(folder, config).jobs == set()
    (folder / "two/helper.py").write_text("SCALE = 2\n")
    planned = plan(folder, config)
    assert planned.jobs == {job.format("two") for job in AFTER}
    assert "simulate two/test/00000000/00000010: file helper.py changed" in planned.reasons


def test_what_a_problem_declares_counts_for_it(two, monkeypatch):
    folder, config = two
    config["problems"]["one"]["depends"] = ["two/table.txt", "env:CHOICE", "package:numpy"]
    (stale,) = {plan(folder, config).jobs == {job.format("one") for job in AFTER}}
    assert stale
    finish(folder, config)
    (folder / "two/table.txt").write_text("2")
    planned = plan(folder, config)
    assert planned.jobs == {job.format("one") for job in AFTER}
    assert "observe one: file ../two/table.txt changed" in planned.reasons
    (folder / "two/table.txt").write_text("1")
    monkeypatch.setenv("CHOICE", "1")
    assert "observe one: environment variable CHOICE changed" in plan(folder, config).reasons


def test_what_is_declared_and_is_not_there_is_one_line_before_any_job(two):
    folder, config = two
    for given in ("none.h5", "package:nosuchpackage"):
        config["problems"]["one"]["depends"] = [given]
        with pytest.raises(SystemExit) as end:
            plan(folder, config)
        assert f"problems.one.depends: {given}: there is no such" in str(end.value)


@pytest.fixture
def simulated(tmp_path, monkeypatch):
    """A shard of a user's problem, made by a job; why it is stale now, and what making it again says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHIFT", "1")
    write(tmp_path, FILES)
    (tmp_path / "results").mkdir()

    def job(work=lambda: None):
        found = outside.placed(scan([Asked("mine.py", {}, {})], tmp_path / "results/kept")[0], tmp_path)
        problem = problems.load("mine.py", {}, {})
        reference = ProblemReference.to(problem, "mine.py", {}, {}, found)
        recipe = Recipe("simulate", "mine", {}, {}, {}, found)
        shard = Path("results/shard.h5")

        def simulate():
            work()
            drawn = simulations.simulate(reference.load(), 1, "mine", "training", 0, 10, "error")
            simulations.write_shard(shard, drawn, 0)

        def again(keep=False):
            declaration = Declaration("steps:simulate", ("mine",), recipe, {}, Path("results"), {}, keep=keep)
            run(declaration, [], [shard], simulate, Planned(recipe, (), (reference,)), lambda line: None)

        return recipe, again

    recipe, again = job()
    again()
    again.stale = lambda: Records(Path("results")).stale(recipe)
    again.job = job
    assert again.stale() == []
    return again


READ = {
    "a table": (lambda: Path("table.txt").write_text("2"), ["file table.txt changed"]),
    "a table that is gone": (lambda: Path("table.txt").unlink(), ["file table.txt removed"]),
    "a program": (lambda: Path("solver").write_text("#!/bin/sh\necho 2"), ["file solver changed"]),
    "a program's file": (lambda: Path("in.txt").write_text("2"), ["file in.txt changed"]),
    "a late import": (lambda: Path("late.py").write_text("SHIFT = 2"), ["file late.py changed"]),
    "what hides it": (lambda: write(Path("late"), {"__init__.py": "SHIFT = 2"}), ["file late/__init__.py added"]),
    "a variable": (lambda: os.environ.update(SHIFT="2"), ["environment variable SHIFT changed"]),
    "a comment": (lambda: Path("late.py").write_text("SHIFT = 1  # one"), []),
    "a time": (lambda: Path("table.txt").touch(), []),
    "a new file": (lambda: Path("other.txt").write_text("1"), []),
}


@pytest.mark.parametrize("edit", READ)
def test_what_a_step_has_read_counts_for_its_result(simulated, edit):
    does, reasons = READ[edit]
    does()
    assert simulated.stale() == reasons


def test_a_result_is_not_restored_where_what_it_read_has_changed(simulated):
    shard = Path("results/shard.h5")
    simulated(keep=True)
    first = shard.read_bytes()
    Path("table.txt").write_text("2")
    simulated(keep=True)
    assert shard.read_bytes() != first


@pytest.mark.parametrize("file", ["helper.py", "mine.py"])
def test_a_step_stops_where_the_code_on_disk_is_not_the_code_that_was_planned(simulated, file):
    shard, path = Path("results/shard.h5"), Path(file)
    record = Path("results/.records/simulate/mine.json")
    _, again = simulated.job()
    before, text = record.read_text(), path.read_text()
    path.write_text(text.replace("SCALE", "1 + SCALE", 1) if file == "mine.py" else "SCALE = 2")
    with pytest.raises(LfiError, match=f"file {file} has changed since this run was planned; run again"):
        again()
    path.write_text(text)
    shard.unlink()

    def edited_and_taken_back():
        Path("helper.py").write_text("SCALE = 5")

    _, again = simulated.job(edited_and_taken_back)
    with pytest.raises(LfiError, match=r"file helper\.py has changed since"):
        again()
    assert record.read_text() == before


def test_what_snakemake_keeps_for_itself_is_no_input(simulated):
    folder = Path(".snakemake/scripts")
    folder.mkdir(parents=True)

    def look():
        assert not list(folder.iterdir())

    recipe, again = simulated.job(look)
    again()
    (folder / "tmp1.step.py").write_text("another job's")
    assert Records(Path("results")).stale(recipe) == []


def test_a_program_that_writes_and_a_file_that_is_read_back_are_no_inputs(simulated, tmp_path):
    write(tmp_path, {"solver": "#!/bin/sh\ndate +%N > out.txt; cat out.txt >/dev/null; echo 1"})
    text = PROBLEM.replace("        return", "        open('out.txt').read()\n        return")
    Path("mine.py").write_text(text)
    recipe, again = simulated.job()
    again()
    subprocess.run(["./solver"], check=True)
    assert Records(Path("results")).stale(recipe) == []
