"""Many trainings at once, from one process tree."""

import os
import re
import signal
import subprocess
import threading
import time

import psutil
import pytest
from support.cluster import end_jobs, shell
from support.drivers import wait_for
from support.forked import forked_python
from support.workflows import Workflow, tiny_config

# MB that a driver may hold.
MEMORY = 60


@pytest.fixture
def many(tmp_path, profile, count):
    """A workflow of many small trainings whose inputs are there, and the server that its jobs are forked from."""
    config = tiny_config()
    del config["problems"]["curve"]
    line = config["problems"]["line"]
    small = {"kind": "regressor", "linear_summary": "smooth", "training": {"batch_size": 500, "epochs": 2}}
    line["estimators"] = {f"mean{k}": small for k in range(count)}
    for reference in ("references", "calibration"):
        del line[reference]
    shards = [f"results/line/simulations/training/{rows}.h5" for rows in ("00000000-00001000", "00001000-00002000")]
    assert Workflow(tmp_path, config).run(*shards, "results/line/observation.h5").returncode == 0
    with forked_python(tmp_path) as python:
        yield Workflow(tmp_path, config, profile(python=python.program)), python.server
        end_jobs(tmp_path)


def queue_queries() -> int:
    """How often the controller was asked for its queue since its counters were reset."""
    return sum(map(int, re.findall(r"REQUEST_JOB_(?:USER_)?INFO\s.*count:(\d+)", shell("sdiag"))))


class Drivers(threading.Thread):
    """Watches the drivers below a process: how many there are at once, and the memory of the largest, MB."""

    def __init__(self, process: subprocess.Popen) -> None:
        super().__init__()
        self.process, self.most, self.largest = process, 0, 0.0

    def run(self) -> None:
        while self.process.poll() is None:
            sizes = list(self._sizes())
            self.most, self.largest = max(self.most, len(sizes)), max([self.largest, *sizes])
            time.sleep(1.0)

    def _sizes(self):
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                if any(word.endswith("step.py") for word in process.cmdline()):
                    yield process.memory_info().rss / 2**20
            except psutil.NoSuchProcess:
                continue


@pytest.mark.alone
@pytest.mark.parametrize("count", [20, pytest.param(50, marks=pytest.mark.slow)])
def test_many_trainings_at_once_have_small_drivers_and_ask_the_scheduler_about_once_in_ten_seconds(many, count):
    workflow, server = many
    weights = [f"results/line/estimators/mean{k}/weights.safetensors" for k in range(count)]
    shell("sdiag", "--reset")
    os.kill(server, signal.SIGSTOP)  # no training ends before the last driver is there
    started = time.monotonic()
    process = subprocess.Popen(workflow.command("--jobs", "100", *weights))
    drivers = Drivers(process)
    drivers.start()
    wait_for(lambda: drivers.most == count, seconds=300, what="all drivers")
    os.kill(server, signal.SIGCONT)
    assert process.wait(timeout=900) == 0
    drivers.join()
    elapsed = time.monotonic() - started
    queries = queue_queries()
    print(f"{elapsed:.0f} s, {drivers.most} drivers, at most {drivers.largest:.0f} MB, {queries} queries")
    assert drivers.most == count
    assert drivers.largest < MEMORY
    assert queries <= elapsed / 10 + 3
    assert len(list(workflow.results.glob(".train/line/*/*/jobs.json"))) == count
