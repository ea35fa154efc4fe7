import shutil

import numpy as np
import pytest
from lfi import inference
from lfi.config.estimators import Resources
from lfi.data import simulations
from lfi.diagnostics.local import local_verdict
from lfi.launch.placement import Placement
from lfi.launch.progress import progress_line
from lfi.training import trained
from lfi.training.fit import Runtime, fit
from support.drivers import Run, wait_for
from support.trainings import LINE, specification, write_shard


@pytest.fixture(scope="module")
def shard(tmp_path_factory):
    return write_shard(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def finished(shard, tmp_path_factory):
    """The folder of the result of a training in a job, as the workflow does it."""
    run = Run(tmp_path_factory.mktemp("first"), specification(shard))
    run.finish()
    return run.folder / "out"


@pytest.fixture
def run(shard, tmp_path, forked):
    """A training whose jobs do not import torch and Lightning for seconds."""
    return Run(tmp_path, specification(shard), Placement(python=forked.program))


@pytest.fixture
def again(finished, run):
    """A copy of the finished training's folder."""
    shutil.copytree(finished.parent, run.folder, dirs_exist_ok=True)
    return run


def test_a_trained_flow_is_near_the_exact_posterior(finished):
    theta, x, _ = simulations.simulate(LINE, 1, "line", "test", 0, 2000)
    log_prob = inference.evaluate(trained.load(finished), theta, x)
    assert np.mean(LINE.exact().log_prob(theta, x) - log_prob) < 0.1


def test_a_trained_flow_infers_data_that_are_simulated_from_its_posterior_and_not_those_of_other_parameters(finished):
    flow, rng = trained.load_density(finished), np.random.default_rng(1)
    x = LINE.draw(1, rng)[1][0]
    theta = inference.sample(flow, x[None], 300, seed=1)[0]
    replicas = LINE.simulate(theta, rng)
    names = LINE.prior.names
    assert local_verdict(names, inference.local(flow, LINE.prior, x, theta, replicas, 50, seed=2)).passed
    assert not local_verdict(names, inference.local(flow, LINE.prior, x, theta, replicas[::-1], 50, seed=2)).passed


def test_the_same_training_twice_gives_the_same_bytes_in_a_job_and_in_this_process(shard, finished, tmp_path):
    (tmp_path / "result").mkdir()
    assert fit(specification(shard), tmp_path, Runtime(Resources()))
    for name in ("weights.safetensors", "estimator.json", "losses.csv"):
        assert (tmp_path / "result" / name).read_bytes() == (finished / name).read_bytes()


def test_the_curve_of_the_training_has_every_step(finished):
    lines = (finished / "losses.csv").read_text().splitlines()
    assert lines[0] == "step,set,loss"
    assert sum(",train," in line for line in lines) == 24
    assert sum(",validation," in line for line in lines) == 3


def test_the_result_of_a_finished_training_is_copied_again_without_a_job(finished, again):
    for path in (again.folder / "out").iterdir():
        path.unlink()
    again.finish()
    assert contents(again.folder / "out") == contents(finished)
    assert logs(again) == 1


def test_a_result_that_was_changed_by_hand_is_trained_again(finished, again):
    weights = again.state.result / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    again.finish()
    assert again.weights() == (finished / "weights.safetensors").read_bytes()
    assert logs(again) == 2


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def logs(run):
    """How many jobs were submitted."""
    return len(list(run.state.logs.glob("*_log.out")))


def test_a_failing_training_shows_its_last_lines_and_leaves_no_result(shard, run):
    run.specification = specification(_cut(shard, run.folder))
    said = run.finish(code=1).partition("error: the training failed")[2]
    assert "cut short" in said
    assert not (run.folder / "out").exists()


def _cut(shard, folder):
    path = folder / "cut.h5"
    path.write_bytes(shard.read_bytes()[:10_000])
    return path


def test_code_that_changed_between_submission_and_start_is_refused(run):
    run.specification = run.specification.model_copy(update={"code": "0" * 64})
    assert "code changed between submission and start" in run.finish(code=1).partition("error: ")[2]


def test_a_driver_that_was_killed_is_followed_by_one_that_attaches_to_the_same_job(shard, run, forked):
    run.specification = specification(shard, epochs=150, keep="last")
    run.start()
    wait_for(run.state.progress, what="progress")
    (job,) = forked.children(run.folder)
    job.suspend()  # so that it still runs when the next driver has started
    run.kill_drivers()
    second = run.start()
    second.wait_for_line("attached to job")
    second.wait_for_line("epoch ")  # progress of the job is told
    job.resume()
    second.end()
    assert (run.folder / "out/weights.safetensors").exists()
    assert logs(run) == 1


def test_two_drivers_of_one_training_submit_one_job(run):
    for driver in [run.start(), run.start()]:
        driver.end()
    assert logs(run) == 1


def test_a_line_of_progress_says_epoch_loss_and_time_left():
    progress = {"epoch": 3, "epochs": 32, "loss": -4.3123, "validation": -4.2, "seconds_left": 75.4}
    assert progress_line(progress) == "epoch  3/32  loss -4.312  validation -4.2  1:15 left"
