"""Leases of state folders, taken by processes that are killed, stopped, or work side by side."""

import json
import subprocess
import sys
import time

import pytest
from lfi.launch import lease
from lfi.launch.lease import Lease, holder
from lfi.launch.state import Job
from support.drivers import wait_for

HOLDER = """
import sys, time
from pathlib import Path
from lfi.launch.lease import Lease
from lfi.launch.state import Job
lease = Lease(Path(sys.argv[1]), Job(sys.argv[2], "slurm"), lambda: print("lost", flush=True), beat=0.1)
print("taken" if lease.take() else "steps back", flush=True)
time.sleep(600)
"""


@pytest.fixture
def other(tmp_path):
    """A process that has taken the lease as job 1."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, tmp_path, "1"], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "taken\n"
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def mine(tmp_path):
    """Makes leases of this process, and releases those that were taken."""
    made = []

    def mine(job="2", silence=600.0):
        made.append(Lease(tmp_path, Job(job, "slurm"), lambda: None, beat=0.1, silence=silence))
        return made[-1]

    yield mine
    for one in made:
        if one.heart.is_alive():
            one.release()


def test_a_job_steps_back_from_another_one_whose_heart_beats(other, mine, tmp_path):
    assert not mine().take()
    assert holder(tmp_path) == Job("1", "slurm")


def test_a_released_lease_is_taken(mine, tmp_path):
    first = mine("1")
    assert first.take()
    first.release()
    assert holder(tmp_path) is None
    assert mine("2").take()


def test_the_lease_of_a_process_that_has_ended_on_this_machine_is_taken_at_once(other, mine, tmp_path):
    other.kill()
    other.wait()
    assert mine().take()
    assert holder(tmp_path) == Job("2", "slurm")


def test_a_job_that_was_put_back_into_the_queue_takes_its_lease_again(other, mine):
    other.kill()
    elsewhere(mine)
    assert mine("1").take()


def test_a_lease_of_another_host_is_taken_after_its_silence_whatever_the_clocks_say(mine, tmp_path, monkeypatch):
    elsewhere(mine)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert mine(silence=0.3).take()
    assert holder(tmp_path) == Job("2", "slurm")


def elsewhere(mine):
    """Leave a lease of job 1 behind on another host."""
    first = mine("1")
    first.record["host"] = "gpu7"
    assert first.take()
    first.released.set()
    first.heart.join()


def test_a_job_that_was_silent_for_too_long_learns_that_it_lost_its_lease(other, mine, tmp_path):
    record = json.loads((tmp_path / "lease.json").read_text())
    (tmp_path / "lease.json").write_text(json.dumps({**record, "job": {**record["job"], "id": "3"}}))
    assert other.stdout.readline() == "lost\n"
    assert holder(tmp_path).id == "3"


def test_a_damaged_lease_is_taken(mine, tmp_path):
    (tmp_path / "lease.json").write_text("{")
    assert mine().take()
    wait_for(lambda: json.loads((tmp_path / "lease.json").read_text())["beats"] > 1, what="heartbeats")


def test_a_heartbeat_is_due_several_times_before_a_lease_counts_as_left_behind():
    assert lease.SILENCE >= 5 * lease.BEAT
