"""Trainings on a cluster: submitted by submitit, watched through squeue."""

import subprocess
import time
from pathlib import Path
from typing import Any

import submitit
from submitit.core.utils import FailedJobError

from lfi.errors import LfiError
from lfi.launch.job import TrainingJob
from lfi.launch.queue import Queue
from lfi.launch.scheduler import Liveness, SchedulerAway
from lfi.launch.state import Job, State
from lfi.launch.target import Target

# What sbatch says when the scheduler is away for a while; anything else is the user's to mend.
AWAY = ("Unable to contact slurm controller", "Connection refused", "Socket timed out", "Connection timed out")

# Seconds after a submission before the queue must show the job.
SETTLED = 2.0


class SlurmScheduler:
    """Submits to SLURM and watches.

    Args:
        folder: where the drivers of a run share one look at the queue.
        since: the queue as it was before this time (seconds since the epoch) is not believed.
    """

    def __init__(self, folder: Path, since: float = 0.0) -> None:
        self.queue, self.since = Queue(folder), since

    def submit(self, state: State, key: str, target: Target) -> Job:
        executor = submitit.SlurmExecutor(folder=state.logs)
        executor.update_parameters(**_parameters(key, target))
        job = TrainingJob(str(state.folder), target.model_dump())
        try:
            return Job(executor.submit(job).job_id, "slurm", submitted=time.time())
        except FailedJobError as refusal:
            said = " ".join(str(refusal).split())
            if any(words in said for words in AWAY):
                raise SchedulerAway(said) from None
            raise LfiError(f"sbatch refused the training: {said}; see profiles/README.md") from None

    def find(self, key: str) -> Job | None:
        _, entries = self.queue.look(self.since)
        if entries is None:
            raise SchedulerAway("squeue did not answer")
        return next((Job(entry.id, "slurm") for entry in entries if entry.name == job_name(key)), None)

    def liveness(self, job: Job) -> Liveness:
        """LIVE while the job is in the queue in any state, GONE when the queue has been seen without it."""
        asked, entries = self.queue.look(self.since)
        if entries is None or asked < job.submitted + SETTLED:
            return Liveness.UNKNOWN
        return Liveness.LIVE if any(entry.id == job.id for entry in entries) else Liveness.GONE

    def verdict(self, job: Job) -> str:
        try:
            command = ["scontrol", "show", "job", job.id, "--oneliner"]
            answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout
        except (OSError, subprocess.SubprocessError):
            return ""
        return next((word.removeprefix("JobState=") for word in answer.split() if word.startswith("JobState=")), "")

    def cancel(self, job: Job) -> None:
        subprocess.run(["scancel", job.id], check=False)


def job_name(key: str) -> str:
    """The job's name in the queue: found again by the key alone."""
    return f"lfi-{key[:16]}"


def _parameters(key: str, target: Target) -> dict[str, Any]:
    """What submitit's SlurmExecutor calls things."""
    parameters: dict[str, Any] = {
        "job_name": job_name(key),
        "time": target.minutes,
        "signal_delay_s": target.notice_seconds,
        "nodes": target.nodes,
        "ntasks_per_node": target.devices,
        "cpus_per_task": target.cpus,
        "mem": f"{target.memory_mb}M",
        # SLURM ≥ 22.05 does not hand --cpus-per-task to srun by itself.
        "srun_args": [f"--cpus-per-task={target.cpus}", "--kill-on-bad-exit=1"],
        "additional_parameters": {"requeue": True},
    }
    if target.accelerator == "gpu":
        kind = f"{target.gpu_type}:" if target.gpu_type else ""
        parameters["gres"] = f"gpu:{kind}{target.devices}"
    for name in ("partition", "account", "qos"):
        if value := getattr(target, name):
            parameters[name] = value
    if target.setup:
        parameters["setup"] = [target.setup]
    return parameters
