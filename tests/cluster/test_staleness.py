"""The same steps are stale under SLURM as on this machine."""

import os
import re
import time

import pytest
from support.cluster import PROFILE, end_jobs
from support.plans import finish
from support.staleness import AFTER_EXACT, AFTER_FLOW, AFTER_NESTED
from support.workflows import Workflow, tiny_config


@pytest.fixture
def changed(tmp_path, forked):
    """A workflow whose results are there as if they had been made."""
    workflow = Workflow(tmp_path, tiny_config(), PROFILE, forked.program)
    finish(tmp_path, workflow.config)
    yield workflow
    end_jobs(tmp_path)


def planned(workflow) -> set[str]:
    """What Snakemake would make with the cluster's profile, as ``train line/flow``."""
    said = workflow.run("--dry-run", "--quiet", "host").stdout
    jobs = set()
    for rule, block in re.findall(r"^(?:local)?rule (\w+):\n((?:    .*\n)*)", said, re.MULTILINE):
        found = re.search(r"wildcards: (.*)", block)
        values = [pair.partition("=")[2] for pair in found[1].split(", ")] if found else []
        jobs.add(f"{rule} {'/'.join(values)}".strip())
    assert jobs or "Nothing to be done" in said, said
    return jobs - {"all"}


def touch(changed):
    for path in changed.folder.rglob("*"):
        os.utime(path, (time.time(), time.time()))


def where(changed):
    changed.line["estimators"]["flow"]["resources"] = {"minutes": 7}


def learning_rate(changed):
    changed.line["estimators"]["flow"]["training"]["learning_rate"] = 0.002


def live_points(changed):
    changed.line["references"]["nested"]["nlive"] = 60


def exact(changed):
    file = changed.own_library() / "lfi/exact/linear_gaussian.py"
    file.write_text(file.read_text().replace("import numpy as np\n", "import numpy as np\n\nnp.zeros(1)\n", 1))


@pytest.mark.parametrize(
    ("change", "stale"),
    [
        (touch, set()),
        (where, set()),
        (learning_rate, AFTER_FLOW),
        (live_points, AFTER_NESTED),
        (exact, AFTER_EXACT),
    ],
)
def test_a_change_makes_the_same_steps_stale_under_slurm(changed, change, stale):
    change(changed)
    assert planned(changed) == stale


def test_a_stale_step_is_made_again_on_a_node_and_no_other(tmp_path, forked):
    draws = tmp_path / "results/line/posteriors/nested.h5"
    assert (
        Workflow(tmp_path, tiny_config(), python=forked.program).run("results/line/posteriors/nested.h5").returncode
        == 0
    )
    before = draws.read_bytes()
    workflow = Workflow(tmp_path, tiny_config(), PROFILE, forked.program)
    live_points(workflow)
    run = workflow.run("results/line/posteriors/nested.h5")
    end_jobs(tmp_path)
    assert run.returncode == 0, run.stdout
    assert "stale: nested line: nlive 50 → 60" in run.stdout
    assert run.stdout.count("has been submitted with SLURM jobid") == 1
    assert draws.read_bytes() != before
