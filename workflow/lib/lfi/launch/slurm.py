"""Trainings on a cluster: submitted by submitit, watched through squeue."""

import hashlib
import subprocess
from pathlib import Path

from lfi.errors import LfiError
from lfi.launch.job import TrainingJob
from lfi.launch.patience import PATIENCE, Patience
from lfi.launch.placement import Placement
from lfi.launch.queue import TIMEOUT, Queue
from lfi.launch.scheduler import Liveness, SchedulerAway, TryLater
from lfi.launch.state import Job, State
from lfi.launch.submission import has_arrived, submit

# States in which a job has ended; any other, known or not, may become a running one.
ENDED = (
    "BOOT_FAIL",
    "CANCELLED",
    "COMPLETED",
    "DEADLINE",
    "FAILED",
    "LAUNCH_FAILED",
    "NODE_FAIL",
    "OUT_OF_MEMORY",
    "PREEMPTED",
    "REVOKED",
    "TIMEOUT",
)
# What scontrol says of a job that it has forgotten.
FORGOTTEN = "Invalid job id"


class SlurmScheduler:
    """Submits jobs to SLURM and watches them.

    Args:
        folder: where the drivers of a run share one answer of squeue.
        anew: an answer of squeue that lies there already is not used.
        patience: how old an answer may be.
    """

    def __init__(self, folder: Path, anew: bool = False, patience: Patience = PATIENCE) -> None:
        self.queue = Queue(folder, patience.fresh, anew)
        self.asked_after, self.asked = "", dict[str, Liveness]()

    def submit(self, state: State, placement: Placement) -> Job:
        job = TrainingJob(str(state.folder), placement.model_dump())
        try:
            return Job(submit(job, state.logs, job_name(state.folder), placement), "slurm")
        except TryLater:
            self.queue.anew = True  # sbatch may have submitted a job and not said so
            raise

    def find(self, state: State) -> Job | None:
        """A job of the training in the queue; one whose submitter never learnt of it cannot start, and is ended."""
        entries = self.queue.look()
        if entries is None:
            raise SchedulerAway("squeue failed")
        job = next((Job(entry.id, "slurm") for entry in entries if entry.name == job_name(state.folder)), None)
        if job and not has_arrived(state.logs, job.id):
            self.cancel(job)
            self.queue.anew = True
            raise TryLater(
                f"job {job.id} was submitted, but sbatch's answer was lost: it is ended, and another one follows"
            )
        return job

    def liveness(self, job: Job) -> Liveness:
        """LIVE while the job is in the queue; GONE when neither the queue nor a question about the job shows it."""
        entries = self.queue.look()
        if entries is None:
            return Liveness.UNKNOWN
        if any(entry.id == job.id for entry in entries):
            return Liveness.LIVE
        # Until the queue's next answer the job is asked about once.
        if self.asked_after != self.queue.answer:
            self.asked_after, self.asked = self.queue.answer, {}
        if job.id not in self.asked:
            self.asked[job.id] = _asked_about(job)
        return self.asked[job.id]

    def waits(self, job: Job) -> str:
        entry = self.queue.entry(job.id)
        if entry and entry.never_starts:
            raise LfiError(f"job {job.id} can never start, {entry.where}: ask for less, or for another partition")
        return entry.where if entry and entry.state == "PENDING" else ""

    def verdict(self, job: Job) -> str:
        _, said = _say("scontrol", "show", "job", job.id, "--oneliner")
        return _state(said)

    def cancel(self, job: Job) -> None:
        subprocess.run(["scancel", job.id], check=False)


def job_name(folder: Path) -> str:
    """A training's name in the queue, which follows from its state folder alone."""
    return f"lfi-{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"


def _asked_about(job: Job) -> Liveness:
    """What the controller says about one job; what the accounting says, where the controller has forgotten it."""
    answered, said = _say("scontrol", "show", "job", job.id, "--oneliner")
    if state := _state(said):
        return Liveness.GONE if state in ENDED else Liveness.LIVE
    if answered or FORGOTTEN not in said:
        return Liveness.UNKNOWN
    _, said = _say("sacct", "--noheader", "--parsable2", "--allocations", "--format=State", f"--jobs={job.id}")
    recorded = [line.split()[0] for line in said.splitlines() if line.strip() and line.split()[0].isupper()]
    return Liveness.UNKNOWN if any(state not in ENDED for state in recorded) else Liveness.GONE


def _say(*command: str) -> tuple[bool, str]:
    """Whether a command succeeded, and what it printed."""
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    except (OSError, subprocess.SubprocessError):
        return False, ""
    return answer.returncode == 0, answer.stdout + answer.stderr


def _state(said: str) -> str:
    """The job's state in an answer of scontrol; empty if there is none."""
    return next((word.removeprefix("JobState=") for word in said.split() if word.startswith("JobState=")), "")
