"""What a change makes stale: exactly what depends on it, and the line that says why."""

import json
import os
import random
import re
import time

import pytest
from support.plans import finish
from support.staleness import AFTER_CURVE, AFTER_EXACT, AFTER_FLOW, AFTER_LINE, AFTER_NESTED, SHARDS, TEST_SHARD


def test_nothing_is_stale_where_nothing_has_changed(changed):
    assert changed.planned() == set()


def test_touched_files_a_fresh_checkout_and_another_umask_make_nothing_stale(changed):
    files = [path for path in changed.folder.rglob("*") if path.is_file()]
    random.Random(1).shuffle(files)
    for k, path in enumerate(files):
        os.utime(path, (time.time() + k, time.time() + k))
        path.chmod(0o600)
    assert changed.planned() == set()


def test_comments_docstrings_and_formatting_make_nothing_stale(changed):
    for path in changed.library().rglob("*.py"):
        path.write_text(path.read_text().replace('"""', '"""Reworded. ', 1) + "\n\n# a comment\n")
    assert changed.planned() == set()


REGRESSORS = {
    *(f"{step} {name}" for step in ("train", "evaluate") for name in ("line/mean", "curve/mlp")),
    *("compare line", "judge line", "plot line/training"),
    *("compare curve", "plot curve/training", "plot curve/curve", "report"),
}


@pytest.mark.parametrize(
    ("file", "old", "new", "stale"),
    [
        ("training/checkpoints.py", "KEPT = 2", "KEPT = 3", set()),
        ("training/progress.py", "INTERVAL = 1.0", "INTERVAL = 2.0", set()),
        ("training/losses.py", '"train", f"{loss:.6g}"', '"train", f"{loss:.7g}"', AFTER_FLOW | REGRESSORS),
        ("training/parts.py", "EMBEDDINGS = {", 'EMBEDDINGS = {\n    "new": "lfi.nets.embeddings:New",', set()),
        ("launch/driver.py", "ATTEMPTS = 3", "ATTEMPTS = 4", set()),
        ("launch/overview.py", "restarts=", "restarts=''+", set()),
        ("figures/calibration.py", "truths below −", "truths under −", {"plot line/calibration", "report"}),
        ("workflow/binding.py", 'UNREAD = ("stale", "first")', 'UNREAD = ("first", "stale")', AFTER_LINE | AFTER_CURVE),
        ("workflow/adapter.py", "function(**asked)", "(function)(**asked) or None", set()),
        ("steps/judge.py", "WARNING", "ATTENTION", {"judge line", "report"}),
        ("nets/density.py", "return -self.log_prob(theta, x)", "return 1 - self.log_prob(theta, x)", AFTER_FLOW),
        ("nets/layers.py", "kept = parameters // 2", "kept = parameters // 3", set()),
        ("nets/regressors.py", "** 2, dim=-1)", "** 2, dim=1)", REGRESSORS),
        ("problems/white_noise.py", "return mean + self.sigma", "return 1.0 * mean + self.sigma", AFTER_LINE),
        (
            "exact/linear_gaussian.py",
            "import numpy as np\n",
            "import numpy as np\n\nnp.zeros(1)\n",
            AFTER_EXACT,
        ),
    ],
)
def test_a_change_of_code_makes_stale_what_reaches_it(changed, file, old, new, stale):
    changed.edit(file, old, new)
    assert changed.planned() == stale


def test_a_learning_rate_makes_its_training_stale_and_what_follows(changed):
    changed.line["estimators"]["flow"]["training"]["learning_rate"] = 0.002
    assert changed.planned() == AFTER_FLOW
    assert "train line/flow: estimator.training.learning_rate None → 0.002" in changed.reasons
    assert "sample line/flow: train line/flow is made again" in changed.reasons


def test_where_trainings_run_makes_nothing_stale(changed):
    changed.line["estimators"]["flow"]["resources"] = {"cpus": 2, "minutes": 7, "memory_mb": 999}
    assert changed.planned() == set()


def test_an_estimator_added_and_another_removed_touch_no_other(changed):
    estimators = changed.line["estimators"]
    estimators["other"] = estimators.pop("mean")
    expected = {"train line/other", "evaluate line/other", "compare line", "judge line", "plot line/training", "report"}
    assert changed.planned() == expected


def test_a_new_posterior_is_compared_with_the_reference_and_the_others_not_again(changed):
    estimators = changed.line["estimators"]
    estimators["second"] = {**estimators["flow"], "hidden": [4]}
    planned = changed.planned()
    assert "c2st line/second" in planned
    assert not planned & {"c2st line/flow", "c2st line/nested"}


def test_estimators_in_another_order_make_stale_what_shows_them_in_theirs(changed):
    estimators = changed.line["estimators"]
    estimators["flow"] = estimators.pop("flow")
    assert changed.planned() == {"compare line", "judge line", "plot line/training", "report"}
    assert "compare line: evaluations ['flow', 'mean'] → ['mean', 'flow'] (and 1 more)" in changed.reasons


def test_more_simulations_make_the_new_shards_and_what_follows(changed):
    changed.line["simulations"]["training"] = 3000
    untouched = {*SHARDS, TEST_SHARD, "observe line", "exact line", "nested line", "c2st line/nested"}
    assert changed.planned() == (AFTER_LINE - untouched) | {"simulate line/training/00002000/00003000"}


def test_another_shard_size_makes_nothing_stale(changed):
    changed.line["simulations"]["shard_size"] = 2000
    assert changed.planned() == set()


def test_live_points_make_nested_stale_and_what_follows(changed):
    changed.line["references"]["nested"]["nlive"] = 60
    assert changed.planned() == AFTER_NESTED
    assert "nested line: nlive 50 → 60" in changed.reasons


def test_the_master_seed_makes_everything_stale(changed):
    changed.config["seed"] = 2
    assert changed.planned() == AFTER_LINE | AFTER_CURVE


def test_an_observation_in_a_file_counts_by_its_content(changed):
    file = changed.folder / "data.csv"
    file.write_text("1.0\n" * 40)
    changed.line["observation"] = "data.csv"
    assert "observe line" in changed.planned()
    assert any(reason.startswith("observe line: content of file data.csv added") for reason in changed.reasons)


def test_dropping_failed_draws_makes_other_shards(changed):
    changed.line["simulations"]["on_failure"] = "drop"
    assert changed.planned() == AFTER_LINE - {"observe line", "nested line"}
    assert "train line/flow: simulate line/training is made again" in changed.reasons


def test_the_code_of_a_prior_in_the_configuration_counts_for_what_is_simulated_from_it(changed):
    changed.line["prior"] = {"m": {"normal": [0, 1]}}
    del changed.line["references"]["exact"]
    finish(changed.folder, changed.config)
    assert changed.planned() == set()
    old = "rng.normal(self.centre, self.width"
    changed.edit("priors/normal.py", old, old.replace("self.centre", "1 * self.centre"))
    assert SHARDS | {TEST_SHARD, "observe line"} <= changed.planned()


def test_a_text_of_the_report_makes_the_report_stale(changed):
    record = changed.results / ".records/report/all.json"
    record.write_text(record.read_text().replace("Every score", "Each score"))
    record.write_text(re.sub(r'"key": "[0-9a-f]*"', '"key": "of another text"', record.read_text()))
    assert changed.planned() == {"report"}
    assert changed.reasons == ("report: captions.scores changed",)


def test_a_template_of_the_report_makes_the_report_stale(changed):
    record = changed.results / ".records/report/all.json"
    content = json.loads(record.read_text())
    content["recipe"]["upstream"]["content of templates style.css"] = "of another style"
    record.write_text(json.dumps({**content, "key": "of another style"}))
    assert changed.planned() == {"report"}
    assert changed.reasons == ("report: content of templates style.css changed",)


def test_a_deleted_figure_is_made_again_with_the_report(changed):
    (changed.results / "line/figures/training.png").unlink()
    assert changed.planned() == {"plot line/training", "report"}


def test_a_deleted_pdf_of_a_figure_is_made_again(changed):
    (changed.results / "line/figures/training.pdf").unlink()
    assert "plot line/training" in changed.planned()


def test_an_upgraded_package_makes_nothing_stale_unless_the_configuration_says_so(changed):
    for path in (changed.results / ".records").rglob("*.json"):
        path.write_text(re.sub(r'"torch": "[^"]*"', '"torch": "1.0"', path.read_text()))
    assert changed.planned() == set()
    changed.config["stale_on_versions"] = ["numpy"]
    assert changed.planned() == set()
    changed.config["stale_on_versions"] = ["torch"]
    assert changed.planned() == AFTER_LINE | AFTER_CURVE
    assert any(reason.startswith("train line/flow: torch 1.0 → ") for reason in changed.reasons)


def test_a_missing_result_is_made_when_what_it_is_made_from_is_stale_whatever_else_is_asked_for(changed):
    (changed.results / "line/figures/training.png").unlink()
    (changed.results / "line/figures/training.pdf").unlink()
    changed.line["estimators"]["flow"]["training"]["learning_rate"] = 0.002
    assert changed.planned("results/line/figures/training.png") == {"train line/flow", "plot line/training"}


def test_a_damaged_output_hides_nothing_that_is_missing_or_stale_further_on(changed):
    shard = changed.results / "line/simulations/training/00000000-00001000.h5"
    shard.write_bytes(shard.read_bytes()[:-10])
    (changed.results / "line/figures/training.png").unlink()
    changed.edit("figures/calibration.py", "truths below −", "truths under −")
    planned = changed.planned()
    assert {"simulate line/training/00000000/00001000", "plot line/training", "plot line/calibration"} <= planned
    assert not planned & AFTER_CURVE - {"report"}


@pytest.mark.parametrize("damage", ["changed", "cut"])
def test_an_output_changed_by_hand_or_cut_short_is_stale_and_a_line_says_so(changed, damage):
    draws = changed.results / "line/posteriors/flow.h5"
    whole = draws.read_bytes()
    draws.write_bytes(whole[:-1] + b"?" if damage == "changed" else whole[:-10])
    assert "sample line/flow" in changed.planned()
    assert "sample line/flow: results/line/posteriors/flow.h5 was changed by hand, or cut short" in changed.reasons


def test_a_deleted_shard_is_made_again_where_a_stale_step_needs_it_and_nothing_else_because_of_it(changed):
    (changed.results / "line/simulations/training/00000000-00001000.h5").unlink()
    assert changed.planned() == set()
    changed.line["estimators"]["flow"]["training"]["learning_rate"] = 0.002
    # Snakemake plans what reads a remade shard; the trainings among it then find their inputs unchanged.
    unchanged = {"train line/mean", "evaluate line/mean"}
    assert changed.planned() - unchanged == AFTER_FLOW | {"simulate line/training/00000000/00001000"}
