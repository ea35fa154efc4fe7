import os
import re
import signal
import subprocess
import time

import numpy as np
import pytest
from lfi.data import simulations

# What is wrong, and what the one line says.
BEFORE_ANY_JOB = [
    (lambda c: c["problems"]["line"].update(estimater={}), "problems.line.estimater: unknown key 'estimater'"),
    (lambda c: c.update(seed=-1), "seed: Input should be greater than or equal to 0, not -1"),
    (lambda c: c.update(results="/proc/results"), "results: cannot write to /proc"),
    (
        lambda c: c["problems"]["line"].update(prior={"m": [3, -3]}),
        "problem line: prior of m: lower bound 3 is not below upper",
    ),
    (lambda c: c["problems"]["line"]["estimators"]["flow"].update(kind="flwo"), "unknown kind 'flwo'; known are"),
    (lambda c: c["problems"]["line"].update(source="lin"), "problem 'lin': neither built in"),
    (lambda c: c["problems"]["line"].update(options={"point": 3}), "options: "),
    (
        lambda c: c["problems"]["curve"]["estimators"].update(f={"kind": "flow"}),
        "estimators.f: a flow needs a prior",
    ),
    (lambda c: c["problems"]["curve"].update(references={"exact": {}}), "curve.references.exact: "),
    (lambda c: c["problems"]["curve"]["estimators"]["mlp"].update(readout="smooth"), "mlp.readout: smooth: needs"),
    (lambda c: c["problems"]["curve"]["simulations"].pop("test"), "curve.simulations.test: must be above 0"),
]


@pytest.mark.parametrize(("mistake", "message"), BEFORE_ANY_JOB, ids=[message for _, message in BEFORE_ANY_JOB])
def test_a_mistake_in_the_configuration_is_one_line_before_any_job(tiny, mistake, message):
    mistake(tiny.config)
    done = tiny.run()
    assert done.returncode == 1
    said = [line for line in done.stdout.splitlines() if not line.startswith("Using workflow specific profile")]
    assert len(said) == 1
    assert message in said[0]
    assert not tiny.results.exists()


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
    own = {"source": "mine.py", "simulations": simulated, "estimators": {"flow": {"kind": "flow"}}}
    tiny.config["problems"] = {"mine": own}
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


def test_ctrl_c_leaves_nothing_half_written_and_the_next_run_attaches(tiny):
    tiny.config["problems"]["line"]["estimators"] = {
        "flow": {"kind": "flow", "readout": "smooth", "training": {"batch_size": 100, "epochs": 300}}
    }
    target = "results/line/estimators/flow/weights.safetensors"
    process = subprocess.Popen(
        tiny.command(target),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # Tests that run in a shell's background would hand on that the signal is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not list(tiny.results.glob(".training/line/flow/*/progress.json")):
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
    assert len(list(tiny.results.glob(".training/line/flow/*/logs/*_log.out"))) == 1
