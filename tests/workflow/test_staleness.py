"""Exactly what a change makes stale is made again."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import time

import pytest
from lfi.provenance.digests import file_digest
from support.staleness import AFTER_CURVE, AFTER_FLOW, AFTER_LINE, POSTERIOR_FIGURES, SHARDS, TEST_SHARD
from support.workflows import Workflow, tiny_config


def line(changed) -> dict:
    """The line's entry, to change."""
    return changed.workflow.config["problems"]["line"]


def test_touched_files_a_fresh_checkout_and_another_umask_make_nothing_stale(changed):
    files = changed.files()
    random.Random(1).shuffle(files)
    for k, path in enumerate(files):
        os.utime(path, (time.time() + k, time.time() + k))
        path.chmod(0o600)
    assert changed.planned() == set()


def test_comments_docstrings_and_formatting_make_nothing_stale(changed):
    for path in changed.project.rglob("*.py"):
        path.write_text(path.read_text().replace('"""', '"""Reworded. ', 1) + "\n\n# a comment\n")
    assert changed.planned() == set()


@pytest.mark.parametrize(
    ("file", "old", "new", "stale"),
    [
        ("training/checkpoints.py", "KEPT = 2", "KEPT = 3", set()),
        ("training/progress.py", "INTERVAL = 1.0", "INTERVAL = 2.0", set()),
        ("launch/driver.py", "ATTEMPTS = 3", "ATTEMPTS = 4", set()),
        ("launch/overview.py", "restarts=", "restarts=''+", set()),
        ("figures/calibration.py", "truths below −", "truths under −", {"plot_calibration line", "report"}),
        ("nets/density.py", "return -self.log_prob(theta, x)", "return 1 - self.log_prob(theta, x)", AFTER_FLOW),
        ("nets/layers.py", "kept = parameters // 2", "kept = parameters // 3", set()),
        ("nets/regressors.py", "** 2, dim=-1)", "** 2, dim=1)", {"regressors"}),
        ("problems/linear_gaussian.py", "return mean + self.sigma", "return 1.0 * mean + self.sigma", AFTER_LINE),
        (
            "exact/linear_gaussian.py",
            "import numpy as np\n",
            "import numpy as np\n\nnp.zeros(1)\n",
            {"exact line", "compare line", "report", *POSTERIOR_FIGURES},
        ),
    ],
)
def test_a_change_of_code_makes_stale_what_reaches_it(changed, file, old, new, stale):
    changed.edit(file, old, new)
    if stale == {"regressors"}:
        stale = {f"{step} {name}" for step in ("train", "evaluate") for name in ("line/mean", "curve/mlp")}
        stale |= {f"{step} {name}" for step in ("compare", "plot_training") for name in ("line", "curve")}
        stale |= {"plot_curve curve", "report"}
    assert changed.planned() == stale


def test_a_learning_rate_makes_its_training_stale_and_what_follows(changed):
    line(changed)["estimators"]["flow"]["training"]["learning_rate"] = 0.002
    assert changed.planned() == AFTER_FLOW
    assert "train line/flow: training.learning_rate 0.001 → 0.002" in changed.reasons()
    assert "sample line/flow: train line/flow is made again" in changed.reasons()


def test_where_trainings_run_makes_nothing_stale(changed):
    line(changed)["estimators"]["flow"]["resources"] = {"cpus": 2, "minutes": 7, "memory_mb": 999}
    assert changed.planned("--set-resources", "train:partition=gpu", "train:account=me") == set()


def test_an_estimator_added_and_another_removed_touch_no_other(changed):
    estimators = line(changed)["estimators"]
    estimators["other"] = estimators.pop("mean")
    expected = {"train line/other", "evaluate line/other", "compare line", "plot_training line", "report"}
    assert changed.planned() == expected


def test_more_simulations_make_the_new_shards_and_what_follows(changed):
    line(changed)["simulations"]["training"] = 3000
    untouched = {*SHARDS, TEST_SHARD, "observe line", "exact line", "nested line"}
    assert changed.planned() == (AFTER_LINE - untouched) | {"simulate line/training/00001500/00003000"}


def test_another_shard_size_makes_nothing_stale(changed):
    line(changed)["simulations"]["shard_size"] = 700
    assert changed.planned() == set()


def test_live_points_make_nested_stale_and_what_follows(changed):
    line(changed)["references"]["nested"]["nlive"] = 60
    assert changed.planned() == {"nested line", "compare line", "report", *POSTERIOR_FIGURES} - {
        "plot_test_posteriors line"
    }


def test_the_master_seed_makes_everything_stale(changed):
    changed.workflow.config["seed"] = 2
    assert changed.planned() == AFTER_LINE | AFTER_CURVE


def test_a_deleted_figure_is_made_again_with_the_report(changed):
    (changed.workflow.results / "line/figures/training.png").unlink()
    assert changed.planned() == {"plot_training line", "report"}


def test_an_upgraded_package_makes_nothing_stale_unless_the_configuration_says_so(changed):
    for path in (changed.workflow.results / ".records").rglob("*.json"):
        path.write_text(re.sub(r'"torch": "[^"]*"', '"torch": "1.0"', path.read_text()))
    assert changed.planned() == set()
    changed.workflow.config["stale_on_versions"] = ["numpy"]
    assert changed.planned() == set()
    changed.workflow.config["stale_on_versions"] = ["torch"]
    assert changed.planned() == AFTER_LINE | AFTER_CURVE
    assert any(reason.startswith("train line/flow: torch 1.0 → ") for reason in changed.reasons())


def test_a_missing_result_is_made_when_what_it_is_made_from_is_stale_whatever_else_is_asked_for(changed):
    (changed.workflow.results / "line/figures/training.png").unlink()
    (changed.workflow.results / "line/figures/training.pdf").unlink()
    line(changed)["estimators"]["flow"]["training"]["learning_rate"] = 0.002
    wanted = "results/line/figures/training.png"
    assert changed.planned("--", wanted) == {"train line/flow", "plot_training line"}


def test_a_damaged_output_hides_nothing_that_is_missing_or_stale_further_on(changed):
    shard = changed.workflow.results / "line/simulations/training/00000000-00001500.h5"
    shard.write_bytes(shard.read_bytes()[:-100])
    (changed.workflow.results / "line/figures/training.png").unlink()
    changed.edit("figures/calibration.py", "truths below −", "truths under −")
    planned = changed.planned()
    assert {"simulate line/training/00000000/00001500", "plot_training line", "plot_calibration line"} <= planned
    assert not planned & AFTER_CURVE - {"report"}


@pytest.mark.parametrize("damage", ["changed", "cut"])
def test_an_output_changed_by_hand_or_cut_short_is_made_again_with_a_line_that_says_so(changed, damage):
    draws = changed.workflow.results / "line/posteriors/flow.h5"
    whole = draws.read_bytes()
    (kept,) = (path for path in changed.workflow.results.glob(".store/*/*/*flow.h5") if path.read_bytes() == whole)
    kept.unlink()
    kept.hardlink_to(draws)  # as the workflow leaves it: what changes one in place changes both
    draws.write_bytes(whole[:-1] + b"?" if damage == "changed" else whole[:-100])
    run = changed.run()
    assert run.returncode == 0, run.stdout
    assert "stale: sample line/flow: results/line/posteriors/flow.h5 was changed by hand, or cut short" in run.stdout
    assert draws.read_bytes() == whole
    assert "line/flow/train" not in run.stdout


def test_what_is_made_from_a_file_that_was_made_again_otherwise_is_made_again_also_in_a_later_run(changed):
    timing = changed.workflow.results / "line/posteriors/flow.timing.json"
    before = timing.read_bytes()
    shutil.rmtree(changed.workflow.results / ".store")  # nothing to put in place: the time is measured again
    timing.unlink()
    assert changed.run(f"results/{timing.relative_to(changed.workflow.results)}").returncode == 0
    assert timing.read_bytes() != before
    assert changed.planned() == {"compare line", "report"}
    assert "compare line: results/line/posteriors/flow.timing.json is not what it was made from" in changed.reasons()


def test_a_deleted_shard_is_made_again_the_same_when_a_stale_step_needs_it_and_nothing_else_because_of_it(changed):
    shard = changed.workflow.results / "line/simulations/training/00000000-00001500.h5"
    digest = file_digest(shard)
    shard.unlink()
    assert changed.planned() == set()
    line(changed)["estimators"]["flow"]["training"]["learning_rate"] = 0.002
    run = changed.run()
    assert run.returncode == 0, run.stdout
    assert file_digest(shard) == digest
    assert "line/flow/train        job" in run.stdout
    assert "line/mean/train        job" not in run.stdout
    assert len(list(changed.workflow.results.glob(".training/line/flow/*"))) == 2
    assert changed.planned() == set()


def test_a_simulator_rewritten_so_that_its_data_are_the_same_costs_the_simulations_alone(changed):
    changed.edit("problems/linear_gaussian.py", "return mean + self.sigma", "return self.sigma")
    changed.edit(
        "problems/linear_gaussian.py", "rng.standard_normal(mean.shape)", "rng.standard_normal(mean.shape) + mean"
    )
    assert changed.planned() == AFTER_LINE
    run = changed.run()
    assert run.returncode == 0, run.stdout
    placed = set(re.findall(r"^(\S+) +what it is made from is as it was", run.stdout, re.MULTILINE))
    assert {"line/exact", "line/flow/sample", "line/compare", "line/plot_posterior"} <= placed
    assert not re.search(r"train +job", run.stdout)
    assert changed.planned() == set()


def test_a_deleted_training_output_is_promoted_again_without_a_job(changed):
    weights = changed.workflow.results / "line/estimators/flow/weights.safetensors"
    before = weights.read_bytes()
    weights.unlink()
    assert changed.planned() == set()  # nothing needs it
    run = changed.run("results/line/estimators/flow/weights.safetensors")
    assert run.returncode == 0, run.stdout
    assert weights.read_bytes() == before
    assert not re.search(r"train +job", run.stdout)


def test_a_setting_that_comes_back_finds_its_results(changed):
    flow = line(changed)["estimators"]["flow"]["training"]
    flow["learning_rate"] = 0.002
    assert changed.run().returncode == 0
    del flow["learning_rate"]
    run = changed.run()
    assert run.returncode == 0, run.stdout
    assert not re.search(r"train +job", run.stdout)
    assert len(re.findall("what it is made from is as it was", run.stdout)) == len(AFTER_FLOW) - 2  # nor the report


def test_verify_makes_a_result_again_and_tells_whether_it_is_the_same(changed):
    exact = changed.workflow.results / "line/posteriors/exact.h5"
    before = {path: path.stat().st_mtime_ns for path in changed.workflow.results.rglob("*") if path.is_file()}
    done = changed.script("verify.py", "results/line/posteriors/exact.h5", "results", *changed.options())
    assert done.returncode == 0, done.stdout
    assert "line/posteriors/exact.h5: the same" in done.stdout
    assert {path: path.stat().st_mtime_ns for path in before} == before
    record = changed.workflow.results / ".records/exact/line.json"
    record.write_text(record.read_text().replace(file_digest(exact), "0" * 64))
    done = changed.script("verify.py", "results/line/posteriors/exact.h5", "results", *changed.options())
    assert done.returncode == 1
    assert "line/posteriors/exact.h5: DIFFERENT" in done.stdout


def test_prune_removes_what_no_result_is_made_from_any_more(changed):
    line(changed)["references"]["exact"]["draws"] = 500
    assert changed.run("results/line/posteriors/exact.h5").returncode == 0
    kept = set(changed.workflow.results.glob(".store/*/*"))
    trainings = set(changed.workflow.results.glob(".training/*/*/*"))
    done = changed.script("prune.py", "results")
    assert done.stdout.count("removed results/.store/") == 1
    assert set(changed.workflow.results.glob(".training/*/*/*")) == trainings
    assert len(kept - set(changed.workflow.results.glob(".store/*/*"))) == 1
    line(changed)["references"]["exact"]["draws"] = 1000
    assert "put in place" not in changed.run("results/line/posteriors/exact.h5").stdout


def test_why_says_what_is_stale_and_makes_nothing(changed):
    said = changed.script("why.py", "results", *changed.options()).stdout.splitlines()
    assert said == ["nothing is stale"]
    line(changed)["references"]["nested"]["nlive"] = 60
    said = changed.script("why.py", "results", *changed.options()).stdout.splitlines()
    assert said[0] == "nested line: nlive 50 → 60"
    assert "report: compare line is made again (and 2 more)" in said
    assert len(said) == 5
    assert not list(changed.workflow.results.glob(".stale/*"))


def test_an_interrupted_run_goes_on_with_what_had_not_finished(tmp_path):
    workflow = Workflow(tmp_path, tiny_config())
    with subprocess.Popen(workflow.command(), start_new_session=True, stdout=subprocess.DEVNULL) as process:
        while not (workflow.results / "line/estimators/mean/training.json").exists():
            time.sleep(0.2)
        os.killpg(process.pid, signal.SIGKILL)
    finished = {path: made(path) for path in (workflow.results / ".records").rglob("*.json")}
    shutil.rmtree(tmp_path / ".snakemake/locks")
    run = workflow.run()
    assert run.returncode == 0
    assert len(finished) >= 4
    again = {path for path in finished if made(path) != finished[path]}
    # What had finished in the very moment, before Snakemake took note, is put in place; no training gets a job.
    assert len(again) <= 3
    for path in again - set((workflow.results / ".records/simulate").rglob("*.json")):
        step, *subject = path.relative_to(workflow.results / ".records").with_suffix("").parts
        lines = [line for line in run.stdout.splitlines() if line.startswith("/".join([*subject, step]) + " ")]
        computed = not any("put in place" in line for line in lines) and step != "train"
        assert not computed, lines
        assert not any(" job " in line for line in lines)


def made(record) -> str:
    """When a result was made."""
    return json.loads(record.read_text())["finished"]
