"""The cluster, shared by the processes that run the tests, and trainings on it that clean up after themselves."""

import fcntl
import hashlib

import pytest
import yaml
from lfi.launch.driver import Driver
from lfi.launch.placement import Placement
from support.cluster import EPOCHS, PROFILE, TESTER, ClusterRun, end_jobs, shell
from support.drivers import PATIENCE
from support.faults import README, Seen, faults, table
from support.trainings import specification, write_shard


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "slow: shows more of what a quicker test shows; `make test-cluster-all` runs it too"
    )
    config.addinivalue_line("markers", "alone: has the whole cluster for itself, for faults that everyone would notice")


def pytest_collection_modifyitems(items):
    """Tests that have the cluster for themselves come last."""
    items.sort(key=lambda item: item.get_closest_marker("alone") is not None)


@pytest.fixture(scope="session", autouse=True)
def cluster():
    """The cluster must be up: `make test-cluster` starts it."""
    partitions = shell("sinfo", "--noheader", "--format=%R").split()
    assert f"gpu-{TESTER}" in partitions, "cluster.sh has nodes for three processes: pytest -n 3"


@pytest.fixture(autouse=True)
def turn(request, common):
    """Tests run at once, except those that are marked ``alone``."""
    with (common / "turn.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if request.node.get_closest_marker("alone") else fcntl.LOCK_SH)
        yield


@pytest.fixture(scope="session")
def once(common):
    """Makes a folder in one of the processes: ``once(name, make)`` calls ``make(folder)``, and returns the folder."""

    def once(name, make):
        folder, made = common / name, common / f"{name}.made"
        with (common / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                folder.mkdir()
                make(folder)
                made.touch()
        return folder

    return once


@pytest.fixture(scope="session")
def shard(once):
    return once("data", write_shard) / "shard.h5"


@pytest.fixture(scope="session")
def uninterrupted(shard, once):
    """The weights of the same training, which nothing happened to, on this machine."""

    def make(folder):
        training = specification(shard, epochs=EPOCHS, keep="last")
        Driver(training, folder / "state", Placement(), folder, print, PATIENCE).drive(folder / "out")

    return (once("uninterrupted", make) / "out/weights.safetensors").read_bytes()


@pytest.fixture(autouse=True)
def digests(request):
    """Notes the weights of a test's training, for the table of faults."""
    yield
    known = request.node.funcargs
    if "uninterrupted" in known:
        request.node.user_properties.append(("undisturbed", digest(known["uninterrupted"])))
    if "run" in known and known["run"].ended_with:
        request.node.user_properties.append(("weights", digest(known["run"].ended_with)))


def digest(weights: bytes) -> str:
    return hashlib.sha256(weights).hexdigest()[:16]


def pytest_terminal_summary(terminalreporter, config):
    """Print the table of faults, and write it to a file."""
    reports = [
        report
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "collect") != "collect"
    ]
    tests, undisturbed = {}, ""
    for report in reports:
        properties = dict(report.user_properties)
        undisturbed = properties.get("undisturbed", undisturbed)
        known = tests.get(report.nodeid, Seen(report.nodeid, True))
        weights = properties.get("weights", known.weights)
        tests[report.nodeid] = Seen(report.nodeid, known.passed and report.passed, weights)
    written = table(faults(README.read_text()), list(tests.values()), undisturbed)
    path = config.rootpath / "results/faults.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(written)
    terminalreporter.write(f"\n{written}\nwritten to {path.relative_to(config.rootpath)}\n")


@pytest.fixture
def run(shard, tmp_path, forked):
    """A training on this process's nodes; what is left of it ends with the test."""
    asked = {"minutes": 10, "memory_mb": 2000, "notice_seconds": 30}
    placement = Placement(launcher="slurm", partition=f"gpu-{TESTER}", python=forked.program, **asked)
    training = ClusterRun(tmp_path, specification(shard, epochs=EPOCHS, keep="last"), placement)
    yield training
    training.kill_drivers()
    end_jobs(tmp_path)


@pytest.fixture
def preempt(tmp_path):
    """Submits an urgent job that needs both of the process's nodes for a moment."""
    everything = (f"--partition=urgent-{TESTER}", f"--chdir={tmp_path}", "-N2", "--exclusive", "--wrap=sleep 1")
    return lambda: shell("sbatch", "--parsable", *everything, "-o", "/dev/null")


@pytest.fixture
def profile(tmp_path):
    """Writes the cluster's profile with some resources of the trainings changed."""

    def write(**train):
        settings = yaml.safe_load((PROFILE / "config.yaml").read_text())
        settings["set-resources"]["train"] |= train
        folder = tmp_path / "profile"
        folder.mkdir()
        (folder / "config.yaml").write_text(yaml.safe_dump(settings))
        return folder

    return write
