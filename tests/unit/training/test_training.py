import shutil
import subprocess
import sys
import time

import numpy as np
import pytest
from lfi import inference
from lfi.config.estimators import Resources
from lfi.data import simulations
from lfi.errors import LfiError
from lfi.launch.driver import Driver
from lfi.launch.placement import Placement
from lfi.launch.progress import progress_line
from lfi.training import trained
from lfi.training.fit import Runtime, fit
from support.trainings import LINE, specification, write_shard


@pytest.fixture(scope="module")
def shard(tmp_path_factory):
    return write_shard(tmp_path_factory.mktemp("data"))


def drive(training, folder):
    """Train in a job, as the workflow does: the folder of the result."""
    Driver(training, folder / "state", Placement(), folder, print).drive(folder / "out")
    return folder / "out"


@pytest.fixture(scope="module")
def finished(shard, tmp_path_factory):
    return drive(specification(shard), tmp_path_factory.mktemp("first"))


@pytest.fixture
def again(finished, tmp_path):
    """A copy of the finished training's folder."""
    return shutil.copytree(finished.parent, tmp_path / "again")


def test_a_trained_flow_is_near_the_exact_posterior(finished):
    theta, x, _ = simulations.simulate(LINE, 1, "line", "test", 0, 2000)
    log_prob = inference.evaluate(trained.load(finished), theta, x)
    assert np.mean(LINE.exact().log_prob(theta, x) - log_prob) < 0.1


def test_the_same_training_twice_gives_the_same_bytes_in_a_job_and_in_this_process(shard, finished, tmp_path):
    (tmp_path / "result").mkdir()
    assert fit(specification(shard), tmp_path, Runtime(Resources()))
    for name in ("weights.safetensors", "estimator.json", "losses.csv"):
        assert (tmp_path / "result" / name).read_bytes() == (finished / name).read_bytes()


def test_a_trained_estimator_loads_in_a_fresh_process_without_lightning_or_pickle(finished):
    program = f"""
import pickle, sys
from pathlib import Path
from lfi.training import trained
pickle.load = pickle.loads = pickle.Unpickler = None
flow = trained.load(Path({str(finished)!r}))
import torch
print(flow.sample(torch.zeros(2, 30), 3).shape, "lightning" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "torch.Size([2, 3, 2]) False"


def test_the_curve_of_the_training_has_every_step(finished):
    lines = (finished / "losses.csv").read_text().splitlines()
    assert lines[0] == "step,set,loss"
    assert sum(",train," in line for line in lines) == 24
    assert sum(",validation," in line for line in lines) == 3


def test_the_result_of_a_finished_training_is_copied_again_without_a_job(shard, finished, again):
    for path in (again / "out").iterdir():
        path.unlink()
    drive(specification(shard), again)
    assert contents(again / "out") == contents(finished)
    assert len(jobs(again)) == 1


def test_a_result_that_was_changed_by_hand_is_trained_again(shard, finished, again):
    weights = again / "state/result/weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    drive(specification(shard), again)
    assert (again / "out/weights.safetensors").read_bytes() == (finished / "weights.safetensors").read_bytes()
    assert len(jobs(again)) == 2


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_failing_training_shows_its_last_lines_and_leaves_no_result(shard, tmp_path):
    with pytest.raises(LfiError, match=r"(?s)the training failed.*cut short"):
        drive(specification(_cut(shard, tmp_path)), tmp_path)
    assert not (tmp_path / "out").exists()


def _cut(shard, folder):
    path = folder / "cut.h5"
    path.write_bytes(shard.read_bytes()[:10_000])
    return path


def test_code_that_changed_between_submission_and_start_is_refused(shard, tmp_path):
    stale = specification(shard).model_copy(update={"code": "0" * 64})
    with pytest.raises(LfiError, match="code changed between submission and start"):
        drive(stale, tmp_path)


DRIVER = """
import sys
from pathlib import Path
from lfi.launch.driver import Driver
from lfi.launch.placement import Placement
from lfi.training.specification import Specification
specification = Specification.model_validate_json(Path(sys.argv[1]).read_text())
state = Path(sys.argv[2])
Driver(specification, state, Placement(), state.parent, print).drive(Path(sys.argv[3]))
assert "torch" not in sys.modules
"""


def start_driver(specification, folder):
    (folder / "specification.json").write_text(specification.model_dump_json())
    command = [
        sys.executable,
        "-c",
        DRIVER,
        *map(str, (folder / "specification.json", folder / "state", folder / "out")),
    ]
    return subprocess.Popen(command)


def jobs(folder):
    """Logs of the jobs that were submitted."""
    return list((folder / "state/logs").glob("*_log.out"))


def test_a_driver_that_was_killed_is_followed_by_one_that_attaches_to_the_same_job(shard, tmp_path):
    long = specification(shard, epochs=100)
    first = start_driver(long, tmp_path)
    while not (tmp_path / "state" / "progress.json").exists():
        time.sleep(0.1)
    first.kill()
    first.wait()
    assert start_driver(long, tmp_path).wait() == 0
    assert (tmp_path / "out" / "weights.safetensors").exists()
    assert len(jobs(tmp_path)) == 1


def test_two_drivers_of_one_training_submit_one_job(shard, tmp_path):
    same = specification(shard)
    drivers = [start_driver(same, tmp_path) for _ in range(2)]
    assert [driver.wait() for driver in drivers] == [0, 0]
    assert len(jobs(tmp_path)) == 1


def test_a_line_of_progress_says_epoch_loss_and_time_left():
    progress = {"epoch": 3, "epochs": 32, "loss": -4.3123, "validation": -4.2, "seconds_left": 75.4}
    assert progress_line(progress) == "epoch  3/32  loss -4.312  validation -4.2  1:15 left"
