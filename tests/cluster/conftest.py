"""The cluster, and trainings on it that clean up after themselves."""

import subprocess

import pytest
from lfi.launch.driver import Driver
from lfi.launch.target import Target
from support.cluster import EPOCHS, Run, shell, wait_for
from support.trainings import specification, write_shard


@pytest.fixture(scope="session", autouse=True)
def cluster():
    """The cluster must be up: `make test-cluster` starts it."""
    shell("sinfo")


@pytest.fixture(scope="session")
def shard(tmp_path_factory):
    return write_shard(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def uninterrupted(shard, tmp_path_factory):
    """The weights of the same training, which nothing happened to, on this machine."""
    folder = tmp_path_factory.mktemp("uninterrupted")
    Driver(specification(shard, epochs=EPOCHS), folder / "state", Target(), folder, print).drive(folder / "out")
    return (folder / "out/weights.safetensors").read_bytes()


@pytest.fixture
def run(shard, tmp_path):
    """A training for the partition ``gpu``; what is left of it ends with the test."""
    target = Target(launcher="slurm", partition="gpu", minutes=10, memory_mb=2000, notice_seconds=30)
    training = Run(tmp_path, specification(shard, epochs=EPOCHS), target)
    yield training
    for driver in training.drivers:
        driver.kill()
    subprocess.run(["scancel", "--user=root"], check=False)
    wait_for(lambda: not shell("squeue", "--noheader"), what="an empty queue")


@pytest.fixture
def preempt():
    """Puts a job into ``urgent`` that needs both GPU nodes for a moment."""
    everything = ("-N2", "--exclusive", "--wrap=sleep 2", "-o", "/dev/null")
    return lambda: shell("sbatch", "--parsable", "-p", "urgent", *everything)
