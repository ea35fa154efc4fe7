"""Trainings on a cluster: submitted by submitit, watched through squeue."""

import hashlib
import subprocess
import time
from pathlib import Path

from lfi.errors import LfiError
from lfi.launch.job import TrainingJob
from lfi.launch.patience import PATIENCE, Patience
from lfi.launch.placement import Placement
from lfi.launch.queue import Queue
from lfi.launch.scheduler import Liveness, SchedulerAway
from lfi.launch.state import Job, State
from lfi.launch.submission import submit


class SlurmScheduler:
    """Submits jobs to SLURM and watches them.

    Args:
        folder: where the drivers of a run share one answer of squeue.
        since: answers from before this time (seconds since the epoch) are not believed.
        patience: how old an answer may be, and how soon after a submission it must show the job.
    """

    def __init__(self, folder: Path, since: float = 0.0, patience: Patience = PATIENCE) -> None:
        self.queue, self.since, self.settled = Queue(folder, patience.fresh), since, patience.settled

    def submit(self, state: State, placement: Placement) -> Job:
        job = TrainingJob(str(state.folder), placement.model_dump())
        return Job(submit(job, state.logs, job_name(state.folder), placement), "slurm", submitted=time.time())

    def find(self, state: State) -> Job | None:
        _, entries = self.queue.look(self.since)
        if entries is None:
            raise SchedulerAway("squeue failed")
        return next((Job(entry.id, "slurm") for entry in entries if entry.name == job_name(state.folder)), None)

    def liveness(self, job: Job) -> Liveness:
        """LIVE while the job is in the queue in any state, GONE when the queue has been seen without it."""
        asked, entries = self.queue.look(self.since)
        if entries is None or asked < job.submitted + self.settled:
            return Liveness.UNKNOWN
        return Liveness.LIVE if any(entry.id == job.id for entry in entries) else Liveness.GONE

    def waits(self, job: Job) -> str:
        entry = self.queue.entry(job.id)
        if entry and entry.never_starts:
            raise LfiError(f"job {job.id} can never start, {entry.where}: ask for less, or for another partition")
        return entry.where if entry and entry.state == "PENDING" else ""

    def verdict(self, job: Job) -> str:
        try:
            command = ["scontrol", "show", "job", job.id, "--oneliner"]
            answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout
        except (OSError, subprocess.SubprocessError):
            return ""
        return next((word.removeprefix("JobState=") for word in answer.split() if word.startswith("JobState=")), "")

    def cancel(self, job: Job) -> None:
        subprocess.run(["scancel", job.id], check=False)


def job_name(folder: Path) -> str:
    """A training's name in the queue, which follows from its state folder alone."""
    return f"lfi-{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"
