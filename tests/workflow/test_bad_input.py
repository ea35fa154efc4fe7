import dataclasses
import os
import re
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from lfi.data import simulations
from lfi.launch.runs import RunLock
from support.workflows import Workflow


def test_an_observation_of_the_wrong_length_is_named_before_anything_uses_it(tiny):
    np.save(tiny.folder / "data.npy", np.zeros(39))
    tiny.config["problems"]["line"]["observation"] = "data.npy"
    done = tiny.run("results/line/observation.h5")
    assert done.returncode == 1
    assert "observation data.npy: has shape (39,), but the simulator gives (40,)" in done.stdout
    assert not (tiny.results / "line/observation.h5").exists()


@pytest.mark.parametrize("on_failure", ["error", "drop"])
def test_a_simulator_that_gives_nan_is_stopped_with_its_file_named_unless_such_draws_are_dropped(tiny, on_failure):
    (tiny.folder / "mine.py").write_text(
        "import numpy as np\nfrom lfi.priors import Uniform\nfrom lfi.problems import Problem\n"
        "class Mine(Problem):\n    prior = Uniform(a=(0, 1))\n"
        "    def simulate(self, theta, rng):\n        return np.where(theta > 0.5, np.nan, theta)\n"
    )
    simulated = {"training": 100, "on_failure": on_failure}
    problem = {"source": "mine.py", "simulations": simulated, "estimators": {"flow": {"kind": "flow"}}}
    tiny.config["problems"] = {"mine": problem}
    shard = "results/mine/simulations/training/00000000-00000100.h5"
    done = tiny.run(shard)
    said = re.search(
        r"(\d+) of 100 draws failed, the first at {'a': 0\.\d+}: x holds a number that is not fin", done.stdout
    )
    if on_failure == "error":
        assert done.returncode == 1
        assert f"problem mine (mine.py): {said[0]}" in done.stdout
        assert not list(tiny.results.rglob("*.h5"))
    else:
        assert done.returncode == 0
        theta, x = simulations.read_set([tiny.folder / shard])
        assert len(theta) == len(x) == 100 - int(said[1])


def test_a_run_is_refused_before_any_job_where_another_run_has_the_results(tiny):
    lock = RunLock(tiny.results)
    lock.take("another", "", print)
    other = Workflow(
        tiny.folder / "elsewhere", {**tiny.config, "seed": 2, "results": str(tiny.results)}, python=tiny.python
    )
    other.folder.mkdir()
    refused = other.run(f"{tiny.results}/curve/simulations/test/00000000-00000500.h5")
    lock.release()
    assert refused.returncode == 1
    assert refused.stdout.splitlines()[-1].startswith(f"{tiny.results}: the run of ")
    assert not (tiny.results / "curve").exists()


def test_a_walltime_that_is_too_short_is_refused_with_the_numbers_before_any_job(tiny):
    tiny.line["estimators"]["mean"]["resources"] = {"minutes": 1}
    refused = tiny.run("results/line/estimators/mean/weights.safetensors")
    assert refused.returncode == 1
    notice = "a training is asked to save 90 s (notice_seconds) before its end"
    assert refused.stdout.splitlines()[-1] == f"train line/mean: minutes: 1 is too short: {notice}; use 3"
    assert not (tiny.results / "line").exists()


def test_a_cancelled_run_submits_no_further_training(tiny):
    long = {"kind": "regressor", "training": {"batch_size": 100, "epochs": 20_000, "keep": "last"}}
    tiny.config["problems"]["curve"]["estimators"] = dict.fromkeys(("first", "second", "third"), long)
    weights = [f"results/curve/estimators/{name}/weights.safetensors" for name in ("first", "second", "third")]
    run = subprocess.Popen(tiny.command("--cores", "1", *weights), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    while not list(tiny.results.glob(".train/curve/*/*/progress.json")):
        assert run.poll() is None, run.stdout.read()
        time.sleep(0.1)
    said = tiny.program("cancel").stdout.splitlines()
    ended = run.communicate(timeout=60)[0].decode()
    assert run.returncode == 1
    assert len(said) == 2
    assert said[0].startswith("cancelled the run of ")
    assert said[1].startswith("cancelled curve/")
    assert "the run was cancelled: it ends with the jobs that are at work" in ended
    assert len(list(tiny.results.glob(".train/curve/*/*/jobs.json"))) == 1


def test_ctrl_c_leaves_nothing_half_written_and_the_next_run_attaches(tiny):
    tiny.config["problems"]["line"]["estimators"] = {
        "flow": {
            "kind": "flow",
            "linear_summary": "smooth",
            "training": {"batch_size": 100, "epochs": 150, "keep": "last"},
        }
    }
    target = "results/line/estimators/flow/weights.safetensors"
    ordinary = dataclasses.replace(tiny, python=sys.executable)  # whose processes get the terminal's signals
    process = subprocess.Popen(
        ordinary.command(target),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # Tests that run in a shell's background would hand on that the signal is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not list(tiny.results.glob(".train/line/flow/*/progress.json")):
        assert process.poll() is None, process.stdout.read()
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "goes on, and the next run attaches to it" in said
    assert not list((tiny.results / "line/estimators").rglob("*"))
    done = tiny.run(target)
    assert done.returncode == 0, done.stdout
    assert (tiny.folder / target).exists()
    assert len(list(tiny.results.glob(".train/line/flow/*/logs/*_log.out"))) == 1
