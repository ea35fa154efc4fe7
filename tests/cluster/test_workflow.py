import re
import subprocess
from pathlib import Path

import pytest
from lfi.diagnostics.scores import read
from lfi.launch.state import State
from support.cluster import PROFILE, end_jobs, jobs_of, shell
from support.drivers import wait_for
from support.workflows import Workflow, tiny_config

WEIGHTS = "results/line/estimators/flow/weights.safetensors"
# Measured by the clock, so different each time.
TIMINGS = {"train_seconds", "draws_per_second"}


@pytest.fixture
def on_slurm(tmp_path, forked):
    yield Workflow(tmp_path, tiny_config(), PROFILE, forked.program)
    end_jobs(tmp_path)


def training(workflow) -> State:
    """The state of the flow's training, when it has one."""
    return wait_for(lambda: next(map(State, workflow.results.glob(".train/line/flow/*")), None), what="a state")


def scores(workflow, problem):
    rows = read(workflow.results / problem / "scores.csv")
    return [row for row in rows if row.score not in TIMINGS]


def test_snakemake_killed_in_mid_training_and_run_again_attaches_to_the_same_job(on_slurm):
    on_slurm.config["problems"]["line"]["estimators"]["flow"]["training"] = {
        "batch_size": 100,
        "epochs": 400,
        "keep": "last",
    }
    process = subprocess.Popen(on_slurm.command(WEIGHTS))
    state = training(on_slurm)
    wait_for(state.progress, what="progress")
    process.kill()
    process.wait()
    (job,) = state.jobs()
    again = on_slurm.run(WEIGHTS)
    assert again.returncode == 0, again.stdout
    assert f"attached to job {job.id}" in again.stdout
    assert len(state.jobs()) == len(state.starts()) == 1


def test_status_shows_a_running_training_and_cancel_ends_it_by_its_recorded_id(on_slurm):
    on_slurm.config["problems"]["line"]["estimators"]["flow"]["training"] = {
        "batch_size": 100,
        "epochs": 4000,
        "keep": "last",
    }
    process = subprocess.Popen(on_slurm.command(WEIGHTS), stdout=subprocess.PIPE, text=True, stderr=subprocess.STDOUT)
    state = training(on_slurm)
    wait_for(state.progress, what="progress")
    (job,) = state.jobs()
    wait_for(lambda: "submitted" not in on_slurm.program("status").stdout, what="a look at the queue")
    shown = on_slurm.program("status").stdout.splitlines()[1].split()
    assert shown[:3] == ["line/flow", "running", job.id]
    assert shown[3] in ("gpu1", "gpu2")
    assert shown[4].endswith("/4000")
    said = on_slurm.program("cancel").stdout.splitlines()
    assert said[0].startswith("cancelled the run of ")
    assert said[1:] == [f"cancelled line/flow: job {job.id}"]
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
    assert on_slurm.run(*shards).returncode == 0
    tasks = jobs(on_slurm.folder)
    assert {task.partition("_")[2] for task in tasks} == {"1", "2"}
    assert len({task.partition("_")[0] for task in tasks}) == 1


def jobs(folder) -> list[str]:
    """Ids of all jobs that were ever submitted from a folder; a task of an array as ``array_task``."""
    lines = shell("sacct", "--allocations", "--noheader", "--parsable2", "--format=JobID,WorkDir").splitlines()
    return [job for job, _, place in (line.partition("|") for line in lines) if Path(place).is_relative_to(folder)]


def test_a_killed_cpu_job_is_run_again(on_slurm):
    process = subprocess.Popen(on_slurm.command("results/line/simulations/test/00000000-00000500.h5"))
    (victim,) = wait_for(lambda: jobs_of(on_slurm.folder, "--states=RUNNING"), what="a CPU job")
    shell("scancel", "--signal=KILL", "--full", victim)
    assert process.wait(timeout=600) == 0
    assert (on_slurm.results / "line/simulations/test/00000000-00000500.h5").exists()
    assert shell("sacct", "-X", "--noheader", "--jobs", victim, "--format=State%20").strip() != "COMPLETED"


def test_a_cpu_job_of_a_killed_snakemake_is_ended_before_the_next_run_starts(on_slurm):
    shard = "results/line/simulations/test/00000000-00000500.h5"
    process = subprocess.Popen(on_slurm.command(shard))
    (left,) = wait_for(lambda: jobs_of(on_slurm.folder), what="a CPU job")
    process.kill()
    process.wait()
    again = on_slurm.run(shard)
    assert again.returncode == 0, again.stdout
    assert "was killed: its jobs are ended, its trainings go on" in again.stdout
    state = shell("sacct", "-X", "--noheader", "--jobs", left, "--format=State%20").split()[0]
    assert state in ("CANCELLED", "FAILED")  # its node is this machine, on which its processes are killed


def small(config):
    """One training, and no step that another test runs on a node."""
    del config["problems"]["curve"]
    del config["problems"]["line"]["references"]["nested"]
    del config["problems"]["line"]["estimators"]["mean"]
    return ["results/line/scores.csv"]


def whole(config):
    return []


@pytest.mark.parametrize("shrink", [small, pytest.param(whole, marks=pytest.mark.slow)])
def test_the_workflow_gives_the_scores_of_this_machine(on_slurm, shrink):
    targets = shrink(on_slurm.config)
    done = on_slurm.run(*targets)
    assert done.returncode == 0, done.stdout
    for row in (r"train line/flow +1 .* of 1 +\d+ of 2000 MB", r"simulate +\d .* of 1 +\d+ of \d+ MB"):
        assert re.search(f"^{row}$", done.stdout, re.MULTILINE), done.stdout
    here = Workflow(on_slurm.folder / "here", on_slurm.config, python=on_slurm.python)
    here.folder.mkdir()
    problems = list(on_slurm.config["problems"])
    assert here.run(*(f"results/{problem}/scores.csv" for problem in problems)).returncode == 0
    for problem in problems:
        assert scores(on_slurm, problem) == scores(here, problem)
