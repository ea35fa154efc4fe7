"""Trainings on the real SLURM that cluster.sh starts, and what a cluster does to them."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psutil

from support.drivers import Run, wait_for

ROOT = Path(__file__).parents[2]
CLUSTER = ROOT / "tests/cluster/cluster.sh"
PROFILE = ROOT / "tests/cluster/profile"

# Which of the processes that run the tests at once this one is: each has nodes and partitions of its own.
TESTER = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")

# About 2,400 steps, a few seconds: a test that needs more time for a fault holds the training meanwhile.
EPOCHS = 300


def shell(*command: str) -> str:
    """What a command prints; it must succeed."""
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{command}: {run.stdout}{run.stderr}"
    return run.stdout.strip()


def jobs_of(folder: Path, *options: str) -> list[str]:
    """Ids of the jobs in the queue that were submitted from a folder, or from below it."""
    lines = [line.partition("|") for line in shell("squeue", "--noheader", "--format=%A|%Z", *options).splitlines()]
    return [job for job, _, place in lines if Path(place).is_relative_to(folder)]


def end_jobs(folder: Path) -> None:
    """Cancel the jobs that were submitted from below a folder, and wait until none is in the queue."""
    if jobs := jobs_of(folder):
        subprocess.run(["scancel", *jobs], check=False)
    wait_for(lambda: not jobs_of(folder), what="the end of the test's jobs")


def processes(job: str) -> list[psutil.Process]:
    """The training's processes of a job: all nodes are this machine, and its Python is a forked one."""
    return [process for process in psutil.process_iter(["name"]) if process.info["name"] == f"job {job}"]


@dataclass
class ClusterRun(Run):
    """A training on the cluster.

    Attributes:
        ended_with: the weights, once a test has looked at them.
    """

    ended_with: bytes = b""

    def weights(self) -> bytes:
        self.ended_with = super().weights()
        return self.ended_with

    def hold(self, beyond: int = 0) -> int:
        """Stop the training in its course, once it is beyond a step, and return the step that it reached.

        Its processes sleep until ``release``; a signal of SLURM's to end wakes them too.
        """
        wait_for(lambda: self.step() > beyond, what=f"a step beyond {beyond}")
        members = processes(self.job())
        assert members
        for process in members:
            process.suspend()
        assert not self.state.completed(), "the training was faster than the test"
        return self.step()

    def release(self) -> None:
        for process in processes(self.job()):
            process.resume()
