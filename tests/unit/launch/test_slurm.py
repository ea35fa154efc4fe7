"""What is believed of squeue, scontrol and sacct: programs of these names say what a test lets them say."""

import time

import pytest
from lfi.errors import LfiError
from lfi.launch.jobs import Jobs
from lfi.launch.patience import Patience
from lfi.launch.placement import Placement
from lfi.launch.scheduler import Liveness, SchedulerAway
from lfi.launch.slurm import SlurmScheduler, job_name
from lfi.launch.state import Job, State
from lfi.launch.submission import TEMPORARY

JOB = Job("42", "slurm")


@pytest.fixture
def slurm(tmp_path):
    return SlurmScheduler(tmp_path, patience=Patience(fresh=0.1))


def line(state, job="42", name="lfi-x", where="gpu1"):
    return f"{job}|{name}|{state}|{where}\n"


def arrived(state, job="42"):
    """A state whose job has its pickle."""
    state.logs.mkdir(parents=True)
    (state.logs / f"{job}_submitted.pkl").touch()
    return state


def test_one_empty_answer_of_squeue_is_asked_again(slurm, says, tmp_path):
    state = arrived(State(tmp_path / "state"))
    says("squeue", "", line("RUNNING", name=job_name(state.folder)))
    assert slurm.find(state) == JOB
    assert slurm.liveness(JOB) is Liveness.LIVE


@pytest.mark.parametrize("state", ["RUNNING", "PENDING", "COMPLETING", "REQUEUED", "A_STATE_OF_NEXT_YEAR"])
def test_a_job_that_squeue_does_not_show_is_live_if_the_controller_says_so(slurm, says, state):
    says("squeue", "")
    says("scontrol", f"JobId=42 JobName=lfi-x JobState={state} Reason=None\n")
    assert slurm.liveness(JOB) is Liveness.LIVE


@pytest.mark.parametrize("state", ["COMPLETED", "CANCELLED", "NODE_FAIL"])
def test_a_job_that_the_controller_saw_ending_is_gone(slurm, says, state):
    says("squeue", "")
    says("scontrol", f"JobId=42 JobName=lfi-x JobState={state} Reason=None\n")
    assert slurm.liveness(JOB) is Liveness.GONE


def test_a_job_that_the_controller_does_not_speak_of_is_not_gone(slurm, says):
    says("squeue", "")
    says("scontrol", "slurm_load_jobs error: Unable to contact slurm controller\n")
    assert slurm.liveness(JOB) is Liveness.UNKNOWN


@pytest.mark.parametrize(
    ("recorded", "liveness"),
    [
        ("RUNNING\n", Liveness.UNKNOWN),
        ("CANCELLED by 1000\n", Liveness.GONE),
        ("COMPLETED\n", Liveness.GONE),
        ("sacct: error: Slurm accounting storage is disabled\n", Liveness.GONE),
    ],
)
def test_the_accounting_is_asked_about_a_job_that_the_controller_has_forgotten(slurm, says, recorded, liveness):
    says("squeue", "")
    says("sacct", recorded)
    assert slurm.liveness(JOB) is liveness


def test_odd_lines_of_squeue_are_passed_over_and_logged(slurm, says, caplog):
    says("squeue", "slurm: a line of maintenance\n\n" + line("RUNNING") + "|||\n42\n")
    assert slurm.liveness(JOB) is Liveness.LIVE
    assert "a line of maintenance" in caplog.text


def test_an_answer_of_odd_lines_alone_is_no_answer(slurm, says, tmp_path):
    says("squeue", "the queue is away\n")
    assert slurm.liveness(JOB) is Liveness.UNKNOWN
    with pytest.raises(SchedulerAway):
        slurm.find(State(tmp_path / "state"))


def test_a_job_submitted_by_a_host_whose_clock_is_ahead_is_not_waited_for_when_it_has_ended(
    slurm, says, tmp_path, monkeypatch
):
    hour = time.time() + 3600
    state = State(tmp_path / "state")
    says("sbatch", "Submitted batch job 42\n")
    with monkeypatch.context() as patched:
        patched.setattr(time, "time", lambda: hour)
        job = slurm.submit(state, Placement(launcher="slurm"))
    says("squeue", line("RUNNING", job="7"))
    says("scontrol", "JobId=42 JobName=lfi-x JobState=CANCELLED Reason=None\n")
    assert slurm.liveness(job) is Liveness.GONE


def test_a_driver_does_not_use_the_answer_that_lies_there_when_it_starts(says, tmp_path):
    state, patience = arrived(State(tmp_path / "state")), Patience(fresh=2.0)
    says("squeue", line("RUNNING", job="7"), line("RUNNING", name=job_name(state.folder)))
    assert SlurmScheduler(tmp_path, patience=patience).find(state) is None
    assert SlurmScheduler(tmp_path, anew=True, patience=patience).find(state) == JOB


def test_a_damaged_answer_is_asked_for_again(slurm, says, tmp_path):
    says("squeue", line("RUNNING"))
    (tmp_path / "queue.json").write_text('{"asked')
    assert slurm.liveness(JOB) is Liveness.LIVE


@pytest.mark.parametrize("words", TEMPORARY)
def test_a_refusal_that_passes_with_time_is_waited_for_and_said(says, tmp_path, words):
    said, state = [], State(tmp_path / "state")
    state.folder.mkdir()
    says("squeue", line("RUNNING", job="7"))
    says("sbatch", f"sbatch: error: {words}, and more\n", "Submitted batch job 42\n")
    patience = Patience(retry=0.1, fresh=0.1)
    job = Jobs(state, Placement(launcher="slurm"), tmp_path, said.append, patience).submit()
    assert job == JOB
    assert TEMPORARY[words] in said[0]


def test_a_job_whose_submission_was_not_answered_is_ended_and_another_one_submitted(says, tmp_path):
    said, state = [], State(tmp_path / "state")
    state.folder.mkdir()
    lost = line("RUNNING", name=job_name(state.folder))
    says("squeue", line("RUNNING", job="7"), lost, lost, line("RUNNING", job="7"))
    says("sbatch", "sbatch: error: Batch job submission failed: Socket timed out\n", "Submitted batch job 43\n")
    says("scancel", "")
    patience = Patience(retry=0.3, fresh=0.1)
    job = Jobs(state, Placement(launcher="slurm"), tmp_path, said.append, patience).submit()
    assert job == Job("43", "slurm")
    assert set(says.calls("scancel")) == {"42"}
    assert len(says.calls("sbatch")) == 2
    assert any("job 42 was submitted, but sbatch's answer was lost" in line for line in said)


def test_a_driver_killed_inside_sbatch_is_followed_by_one_that_submits_again(says, tmp_path):
    state = State(tmp_path / "state")
    state.folder.mkdir()
    says("squeue", line("PENDING", name=job_name(state.folder)), line("RUNNING", job="7"))
    says("sbatch", "Submitted batch job 43\n")
    says("scancel", "")
    patience = Patience(retry=0.3, fresh=0.1)
    assert Jobs(state, Placement(launcher="slurm"), tmp_path, print, patience).submit() == Job("43", "slurm")
    assert says.calls("scancel") == ["42"]


def test_a_job_of_a_driver_that_was_killed_right_after_sbatch_is_attached_to(says, tmp_path):
    state = arrived(State(tmp_path / "state"))
    says("squeue", line("PENDING", name=job_name(state.folder)))
    says("sbatch", "error")
    patience = Patience(retry=0.3, fresh=0.1)
    assert Jobs(state, Placement(launcher="slurm"), tmp_path, print, patience).submit() == JOB


@pytest.mark.parametrize(
    "words",
    [
        "Requested node configuration is not available",
        "invalid partition specified: nowhere",
        "QOSMaxWallDurationPerJobLimit",
    ],
)
def test_a_refusal_that_does_not_pass_ends_the_driver(slurm, says, tmp_path, words):
    says("sbatch", f"sbatch: error: {words}\n")
    with pytest.raises(LfiError, match=words):
        slurm.submit(State(tmp_path / "state"), Placement(launcher="slurm"))
