"""GPUs of this machine are lent: jobs write down which devices they were given, so no GPU is needed."""

import os
import tempfile
from pathlib import Path

import pytest
from lfi.errors import LfiError
from lfi.launch.devices import Devices, visible_devices
from lfi.launch.local import LocalScheduler
from lfi.launch.placement import Placement
from lfi.launch.scheduler import Liveness, TryLater
from lfi.launch.state import State
from support.drivers import wait_for

GPU = Placement(accelerator="gpu")


@pytest.fixture
def scheduler(tmp_path):
    return LocalScheduler(tmp_path)


@pytest.fixture
def start(scheduler, tmp_path):
    """Starts jobs that write down their devices and then wait: their specification is a pipe that nobody fills."""
    jobs = []

    def start(placement=GPU):
        state = State(Path(tempfile.mkdtemp(dir=tmp_path)))
        state.logs.mkdir()
        os.mkfifo(state.specification_file)
        jobs.append(scheduler.submit(state, placement))
        return jobs[-1], lambda: wait_for(state.starts, what="the job's start")[-1]["devices"]

    yield start
    for job in jobs:
        scheduler.cancel(job)


def test_jobs_that_run_at_once_have_different_devices(start, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,1,2")
    (_, one), (_, two) = start(), start(Placement(accelerator="gpu", devices=2))
    assert (one(), two()) == ("0", "1,2")


def test_a_device_is_lent_again_when_its_job_has_ended_and_not_before(scheduler, start, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3,GPU-5a")
    (first, _), (second, devices) = start(), start()
    assert devices() == "GPU-5a"
    message = rf"waits for 1 free GPU; other trainings run on 3 \(job {first.id}\), GPU-5a \(job {second.id}\)"
    with pytest.raises(TryLater, match=message):
        start()
    scheduler.cancel(first)
    wait_for(lambda: scheduler.liveness(first) is Liveness.GONE, what="the end of the job")
    _, devices = start()
    assert devices() == "3"


def test_a_job_on_the_cpu_sees_no_device_and_waits_for_none(start, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    start()
    _, devices = start(Placement(accelerator="cpu"))
    assert devices() == ""


@pytest.mark.parametrize(
    ("setting", "names"),
    [("0,1", ["0", "1"]), (" 2, 0", ["2", "0"]), ("MIG-1/2/3", ["MIG-1/2/3"]), ("1,-1,2", ["1"]), ("", [])],
)
def test_the_users_setting_says_which_devices_may_be_used(setting, names, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", setting)
    assert visible_devices(1) == names


def test_without_a_setting_the_machine_is_asked(tmp_path, monkeypatch):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert visible_devices(2) == ["0", "1"]
    (tmp_path / "nvidia-smi").write_text("#!/bin/sh\nprintf '0\\n1\\n2\\n'\n")
    (tmp_path / "nvidia-smi").chmod(0o755)
    assert visible_devices(2) == ["0", "1", "2"]


def test_more_devices_than_the_machine_has_are_refused_at_once(tmp_path, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,1")
    with pytest.raises(LfiError, match=r"devices: 3 GPUs asked for, 2 visible here \(0, 1\)"):
        Devices(tmp_path, lambda job: False).lend(3, lambda names: pytest.fail("started"))
