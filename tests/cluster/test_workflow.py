import subprocess
import sys

import pytest
from lfi.diagnostics.scores import read
from lfi.launch.state import State
from support.cluster import ROOT, shell, wait_for
from support.workflows import Workflow, tiny_config

PROFILE = ROOT / "tests/cluster/profile"
WEIGHTS = "results/line/estimators/flow/weights.safetensors"
# Measured by the clock, so different each time.
TIMINGS = {"train_seconds", "draws_per_second"}


@pytest.fixture
def on_slurm(tmp_path):
    yield Workflow(tmp_path, tiny_config(), PROFILE)
    subprocess.run(["scancel", "--user=root"], check=False)


def training(workflow) -> State:
    """The state of the flow's training, when it has one."""
    return wait_for(lambda: next(map(State, workflow.results.glob(".training/line/flow/*")), None), what="a state")


def scores(workflow, problem):
    rows = read(workflow.results / problem / "scores.csv")
    return [row for row in rows if row.score not in TIMINGS]


def test_snakemake_killed_in_mid_training_and_run_again_attaches_to_the_same_job(on_slurm):
    on_slurm.config["problems"]["line"]["estimators"]["flow"]["training"] = {"batch_size": 100, "epochs": 200}
    process = subprocess.Popen(on_slurm.command(WEIGHTS), start_new_session=True)
    state = training(on_slurm)
    wait_for(state.progress, what="progress")
    shell("pkill", "-9", "--session", str(process.pid))
    process.wait()
    (job,) = state.jobs()
    on_slurm.run("--unlock")
    again = on_slurm.run(WEIGHTS)
    assert again.returncode == 0, again.stdout
    assert f"attached to job {job.id}" in again.stdout
    assert len(state.jobs()) == len(state.starts()) == 1


def test_status_shows_a_training_that_is_out_and_cancel_ends_it_by_its_recorded_id(on_slurm):
    on_slurm.config["problems"]["line"]["estimators"]["flow"]["training"] = {"batch_size": 100, "epochs": 2000}
    process = subprocess.Popen(on_slurm.command(WEIGHTS), stdout=subprocess.PIPE, text=True, stderr=subprocess.STDOUT)
    state = training(on_slurm)
    wait_for(state.progress, what="progress")
    (job,) = state.jobs()
    status = [sys.executable, str(ROOT / "scripts/status.py"), str(on_slurm.results)]
    wait_for(lambda: "submitted" not in shell(*status), what="a look at the queue")  # at most ten seconds old
    shown = shell(*status).splitlines()[1].split()
    assert shown[:3] == ["line/flow", "running", job.id]
    assert shown[3] in ("gpu1", "gpu2")
    assert shown[4].endswith("/2000")
    said = shell(sys.executable, str(ROOT / "scripts/cancel.py"), str(on_slurm.results))
    assert said == f"cancelled line/flow: job {job.id}"
    assert f"job {job.id} was cancelled; run again" in process.communicate(timeout=120)[0]
    assert process.returncode == 1


def test_a_training_that_fails_stops_nothing_that_does_not_need_it(on_slurm):
    estimators = on_slurm.config["problems"]["line"]["estimators"]
    estimators["flow"]["resources"] = {"nodes": 3}  # of two
    mean = "results/line/estimators/mean/weights.safetensors"
    done = on_slurm.run(WEIGHTS, mean)
    assert done.returncode == 1
    assert done.stdout.count("can never start, (PartitionNodeLimit)") == 1
    assert (on_slurm.folder / mean).exists()


def test_shards_are_simulated_by_one_job_array(on_slurm):
    shards = [f"results/line/simulations/training/{rows}.h5" for rows in ("00000000-00001000", "00001000-00002000")]
    before = set(jobs())
    assert on_slurm.run(*shards).returncode == 0
    tasks = set(jobs()) - before
    assert {task.partition("_")[2] for task in tasks} == {"1", "2"}
    assert len({task.partition("_")[0] for task in tasks}) == 1


def jobs() -> list[str]:
    """Ids of all jobs that the cluster has had; a task of an array as ``array_task``."""
    return shell("sacct", "--allocations", "--noheader", "--format=JobID%20").split()


def test_a_killed_cpu_job_is_run_again(on_slurm):
    process = subprocess.Popen(on_slurm.command("results/line/simulations/test/00000000-00000500.h5"))
    victim = wait_for(lambda: shell("squeue", "--noheader", "--states=RUNNING", "--format=%A"), what="a CPU job")
    shell("scancel", "--signal=KILL", "--full", victim)
    assert process.wait(timeout=600) == 0
    assert (on_slurm.results / "line/simulations/test/00000000-00000500.h5").exists()
    assert shell("sacct", "-X", "--noheader", "--jobs", victim, "--format=State%20").strip() != "COMPLETED"


def test_the_whole_workflow_gives_the_scores_of_this_machine(on_slurm, tmp_path_factory):
    here = Workflow(tmp_path_factory.mktemp("here"), tiny_config())
    done = [here.run(), on_slurm.run()]
    assert [run.returncode for run in done] == [0, 0], done[1].stdout
    for problem in ("line", "curve"):
        assert scores(on_slurm, problem) == scores(here, problem)
