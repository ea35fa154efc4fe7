"""One run has a results folder: taken by processes that are killed, cancelled, or another user's."""

import json
import os
import signal
import subprocess
import sys

import pytest
from lfi.errors import LfiError
from lfi.launch import runs, strays
from lfi.launch.runs import RunLock

HOLDER = """
import signal, sys, time
from pathlib import Path
from lfi.launch.runs import RunLock
signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
lock = RunLock(Path(sys.argv[1]))
lock.take("first", sys.argv[2], print)
lock.watch("first", print)
print("taken", flush=True)
time.sleep(600)
"""


def kill(process):
    """Kill a process, and wait until it is gone."""
    process.kill()
    process.wait()


@pytest.fixture
def started():
    """Starts processes, of which none is left after the test."""
    processes = []

    def started(*command, run=""):
        environment = {**os.environ, strays.VARIABLE: run}
        processes.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
        return processes[-1]

    yield started
    for process in processes:
        kill(process)


@pytest.fixture
def hold(started, tmp_path):
    """Starts the first run, which has the folder."""

    def hold(queue_name=""):
        holder = started(sys.executable, "-c", HOLDER, tmp_path, queue_name)
        assert holder.stdout.readline() == "taken\n"
        return holder

    return hold


def take(folder, queue_name=""):
    """Take the folder as the second run; what it said."""
    said = []
    lock = RunLock(folder)
    lock.take("second", queue_name, said.append)
    lock.release()
    return said


def test_a_second_run_is_refused_and_told_who_has_the_results(hold, tmp_path):
    holder = hold()
    with pytest.raises(LfiError, match=rf"the run of .* on .*, process {holder.pid}, has these results; wait") as error:
        take(tmp_path)
    assert len(str(error.value).splitlines()) == 1


def test_the_next_run_has_the_results_when_the_first_has_ended(hold, tmp_path):
    holder = hold()
    holder.send_signal(signal.SIGTERM)
    holder.wait()
    assert take(tmp_path) == []


def test_a_run_after_one_that_was_killed_ends_its_steps_and_leaves_its_trainings(hold, started, tmp_path):
    holder = hold()
    (tmp_path / "step.py").write_text("import time; time.sleep(600)")
    step = started(sys.executable, tmp_path / "step.py", run="first")
    another = started(sys.executable, tmp_path / "step.py", run="of another folder")
    training = started(sys.executable, "-c", "import time; time.sleep(600)", "submitit.core._submit", run="first")
    kill(holder)
    (said,) = take(tmp_path)
    assert f"process {holder.pid}, was killed" in said
    assert step.poll() is not None
    assert (another.poll(), training.poll()) == (None, None)


@pytest.fixture
def elsewhere(hold, tmp_path, monkeypatch):
    """A run on another host, whose lock is not seen here."""
    monkeypatch.setattr(runs, "SILENCE", 2.5)
    holder = hold()
    (tmp_path / ".run/lock").unlink()
    record = tmp_path / ".run/holder.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), "host": "login2"}))
    return holder


def test_a_run_on_another_host_is_seen_by_its_signs_of_life_where_locks_end_at_the_host(elsewhere, tmp_path):
    with pytest.raises(LfiError, match=r"the run of .* on login2, process .*, has these results; wait"):
        take(tmp_path)


def test_a_run_that_was_killed_on_another_host_is_followed_by_one_here(elsewhere, tmp_path):
    kill(elsewhere)
    (said,) = take(tmp_path)
    assert "on login2" in said


def test_cpu_jobs_of_a_killed_run_are_cancelled_by_their_name_and_waited_for(hold, says, tmp_path, monkeypatch):
    monkeypatch.setattr(strays, "POLL", 0.1)
    holder = hold("1234-name")
    kill(holder)
    says("scancel", "")
    says("squeue", "41\n", "slurm_load_jobs error: no answer\n", "41\n", "")
    take(tmp_path, "5678-name")
    assert says.calls("scancel") == ["--me --name=1234-name"]
    assert len(says.calls("squeue")) == 4


def test_a_run_does_not_start_beside_jobs_that_do_not_end(hold, says, tmp_path, monkeypatch):
    monkeypatch.setattr(strays, "ENDED", 0.0)
    holder = hold("1234-name")
    kill(holder)
    says("scancel", "")
    says("squeue", "41\n")
    with pytest.raises(LfiError, match="CPU jobs of a killed run do not end: 41; look with squeue --name=1234-name"):
        take(tmp_path)


def test_a_job_whose_run_was_cancelled_or_followed_by_another_one_does_not_start(hold, tmp_path, monkeypatch):
    hold()
    monkeypatch.setenv(strays.VARIABLE, "first")
    RunLock(tmp_path).check()
    assert "process" in RunLock(tmp_path).cancel()
    with pytest.raises(LfiError, match="the run was cancelled"):
        RunLock(tmp_path).check()
    monkeypatch.setenv(strays.VARIABLE, "earlier")
    with pytest.raises(LfiError, match=r"the run of this job has ended, and the run of .* has these results"):
        RunLock(tmp_path).check()


def test_a_cancelled_run_is_told_to_stop(hold, tmp_path):
    holder = hold()
    RunLock(tmp_path).cancel()
    assert holder.stdout.readline() == "the run was cancelled: it ends with the jobs that are at work\n"
    assert holder.wait(timeout=10) == 1


def test_nothing_is_cancelled_where_nothing_runs_and_the_jobs_of_a_killed_run_where_it_left_some(hold, says, tmp_path):
    assert RunLock(tmp_path).cancel() == ""
    holder = hold("1234-name")
    kill(holder)
    says("scancel", "")
    says("squeue", "")
    RunLock(tmp_path).cancel()
    assert says.calls("scancel") == ["--me --name=1234-name"]
    assert RunLock(tmp_path).cancel() == ""


def test_results_of_another_user_are_refused(hold, tmp_path, monkeypatch):
    hold().kill()
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(LfiError, match=r"these results are of user .*, and two users cannot share a folder"):
        take(tmp_path)
