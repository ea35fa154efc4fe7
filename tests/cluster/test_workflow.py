import subprocess

import pytest
from lfi.diagnostics.scores import read
from lfi.launch.state import State
from runs import ROOT, shell, wait_for
from workflows import Workflow, tiny_config

PROFILE = ROOT / "tests/cluster/profile"
WEIGHTS = "results/line/estimators/flow/weights.safetensors"
# Measured by the clock, so different each time.
TIMINGS = {"train_seconds", "draws_per_second"}


@pytest.fixture
def on_slurm(tmp_path):
    return Workflow(tmp_path, tiny_config(), PROFILE)


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


def test_a_killed_cpu_job_is_run_again(on_slurm):
    process = subprocess.Popen(on_slurm.command("results/line/simulations/test/00000000-00000500.h5"))
    victim = wait_for(lambda: shell("squeue", "--noheader", "--states=RUNNING", "--format=%A"), what="a CPU job")
    shell("scancel", "--signal=KILL", "--full", victim)
    assert process.wait(timeout=240) == 0
    assert (on_slurm.results / "line/simulations/test/00000000-00000500.h5").exists()
    assert shell("sacct", "-X", "--noheader", "--jobs", victim, "--format=State%20").strip() != "COMPLETED"


def test_the_whole_workflow_gives_the_scores_of_this_machine(on_slurm, tmp_path_factory):
    here = Workflow(tmp_path_factory.mktemp("here"), tiny_config())
    done = [here.run(), on_slurm.run()]
    assert [run.returncode for run in done] == [0, 0], done[1].stdout
    for problem in ("line", "curve"):
        assert scores(on_slurm, problem) == scores(here, problem)
