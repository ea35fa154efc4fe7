"""The same steps are stale under SLURM as on this machine."""

import os
import time

import pytest
from support.cluster import PROFILE, end_jobs
from support.staleness import AFTER_FLOW, POSTERIOR_FIGURES, Changed
from support.workflows import tiny_config

AFTER_NESTED = {"nested line", "compare line", "report", "plot_data line", "plot_posterior line"}


@pytest.fixture
def changed(finished, tmp_path):
    copy = Changed.copy(finished, tmp_path)
    copy.workflow.config, copy.workflow.profile = tiny_config(), PROFILE
    yield copy
    end_jobs(tmp_path)


def touch(changed):
    for path in changed.files():
        os.utime(path, (time.time(), time.time()))


def where(changed):
    changed.workflow.config["problems"]["line"]["estimators"]["flow"]["resources"] = {"minutes": 7}


def learning_rate(changed):
    changed.workflow.config["problems"]["line"]["estimators"]["flow"]["training"]["learning_rate"] = 0.002


def live_points(changed):
    changed.workflow.config["problems"]["line"]["references"]["nested"]["nlive"] = 60


def exact(changed):
    changed.edit("exact/linear_gaussian.py", "import numpy as np\n", "import numpy as np\n\nnp.zeros(1)\n")


@pytest.mark.parametrize(
    ("change", "stale"),
    [
        (touch, set()),
        (where, set()),
        (learning_rate, AFTER_FLOW),
        (live_points, AFTER_NESTED),
        (exact, {"exact line", "compare line", "report", *POSTERIOR_FIGURES}),
    ],
)
def test_a_change_makes_the_same_steps_stale_under_slurm(changed, change, stale):
    change(changed)
    assert changed.planned() == stale


def test_a_stale_step_is_made_again_on_a_node_and_no_other(changed):
    live_points(changed)
    draws = changed.workflow.results / "line/posteriors/nested.h5"
    before = draws.read_bytes()
    run = changed.run("results/line/posteriors/nested.h5")
    assert run.returncode == 0, run.stdout
    assert "stale: nested line: nlive 50 → 60" in run.stdout
    assert run.stdout.count("has been submitted with SLURM jobid") == 1
    assert draws.read_bytes() != before
