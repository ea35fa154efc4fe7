"""Cancelling a training whose driver runs, and waiting for a GPU."""

import psutil
import pytest
from lfi.launch.devices import Devices
from lfi.launch.overview import Overview
from lfi.launch.placement import Placement
from support.drivers import Run, wait_for
from support.trainings import specification, write_shard


@pytest.fixture
def run(tmp_path, forked):
    """A training of some minutes on this machine, its state folder where the overview looks."""
    folder = tmp_path / ".train/line/flow"
    folder.mkdir(parents=True)
    placement = Placement(python=forked.program)
    training = Run(folder, specification(write_shard(tmp_path), epochs=20_000, keep="last"), placement)
    yield training
    training.kill_drivers()
    Overview(tmp_path).cancel()


@pytest.fixture
def busy(run, sleeper, monkeypatch):
    """The only GPU is lent to another training's job."""
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "7")
    Devices(run.folder, lambda job: False).lend(1, lambda names: sleeper)
    run.placement = run.placement.model_copy(update={"accelerator": "gpu"})
    return psutil.Process(int(sleeper.id))


def test_cancel_ends_the_job_and_its_driver_and_the_next_run_goes_on(run, tmp_path):
    for count in (1, 2):
        driver = run.start()
        wait_for(lambda: len(run.state.jobs()) == count, what="a job")  # noqa: B023
        assert Overview(tmp_path).cancel() == [("line/flow", run.job())]
        assert f"job {run.job()} was cancelled; run again" in driver.end(code=1)
        assert len(run.state.jobs()) == count
    assert Overview(tmp_path).cancel() == []


def test_cancel_ends_a_second_driver_that_waits_for_the_first(run, tmp_path):
    first = run.start()
    wait_for(lambda: run.state.jobs(), what="a job")
    second = run.start()
    second.wait_for_line("another run drives this training")
    Overview(tmp_path).cancel()
    assert "was cancelled" in first.end(code=1)
    assert "was cancelled" in second.end(code=1)
    assert len(run.state.jobs()) == 1


def test_a_training_waits_for_a_free_gpu_and_says_so_once(run, busy):
    driver = run.start()
    driver.wait_for_line(f"waits for 1 free GPU; other trainings run on 7 (job {busy.pid})")
    assert run.state.jobs() == []
    busy.kill()
    assert wait_for(run.state.starts, what="the job's start")[-1]["devices"] == "7"
    assert driver.said().count("waits for") == 1


def test_cancel_ends_a_training_that_waits_for_a_gpu(run, busy, tmp_path):
    driver = run.start()
    driver.wait_for_line("waits for 1 free GPU")
    assert Overview(tmp_path).cancel() == [("line/flow", "not submitted yet")]
    assert "the training was cancelled; run again" in driver.end(code=1)
    assert run.state.jobs() == []
