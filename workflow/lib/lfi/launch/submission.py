"""Jobs for SLURM, submitted by submitit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import submitit
from submitit.core.utils import FailedJobError, JobPaths

from lfi.errors import LfiError
from lfi.launch.placement import Placement
from lfi.launch.scheduler import SchedulerAway, TryLater

# What sbatch says when the scheduler does not answer.
AWAY = ("Unable to contact slurm controller", "Connection refused", "Socket timed out", "Connection timed out")
# What sbatch says when it refuses a job that it will accept later, and why. All else is for the user to correct.
TEMPORARY = {
    "MaxSubmitJob": "as many jobs are in the queue as a user or an account may have: it passes when some end",
    "GrpSubmitJobs": "as many jobs are in the queue as an account may have: it passes when some end",
    "Job count limit": "the queue of the whole cluster is full",
    "temporarily unable to accept job": "the queue of the whole cluster is full",
    "Resource temporarily unavailable": "the controller is too busy",
    "Required partition not available": "the partition is drained or inactive, as before maintenance",
    "Required node not available": "nodes are down, drained or reserved",
    "Zero Bytes were transmitted or received": "the controller is starting again",
}


def submit(job: Callable[[], None], folder: Path, name: str, placement: Placement) -> str:
    """Submit one job, with one task a device, and return its id.

    Args:
        job: what every task calls.
        folder: where submitit keeps the job's logs and its pickles.
        name: the job's name in the queue.
        placement: where it runs, and what it asks for.

    Raises:
        SchedulerAway: the scheduler did not answer.
        TryLater: sbatch refused for a reason that passes with time.
        LfiError: sbatch refused for another reason.
    """
    executor = submitit.SlurmExecutor(folder=folder, python=placement.python or None)
    executor.update_parameters(job_name=name, **_parameters(placement))
    try:
        return executor.submit(job).job_id
    except FailedJobError as refusal:
        said = " ".join(str(refusal).split())
        if any(words in said for words in AWAY):
            raise SchedulerAway(said) from None
        if reason := next((reason for words, reason in TEMPORARY.items() if words in said), None):
            raise TryLater(f"sbatch accepts no job now, trying again: {reason} ({said})") from None
        raise LfiError(f"sbatch refused the job: {said}; see profiles/README.md") from None


def has_arrived(folder: Path, job_id: str) -> bool:
    """Whether a job has its pickle, which submitit gives the job's name once sbatch has said its id.

    Args:
        folder: where submitit keeps the job's logs and its pickles.
        job_id: the job's id.
    """
    found: bool = JobPaths(folder, job_id=job_id).submitted_pickle.exists()
    return found


def _parameters(placement: Placement) -> dict[str, Any]:
    """The placement in the words of submitit's SlurmExecutor."""
    parameters: dict[str, Any] = {
        "time": placement.minutes,
        "signal_delay_s": placement.notice_seconds,
        "nodes": placement.nodes,
        "ntasks_per_node": placement.devices,
        "cpus_per_task": placement.cpus,
        "mem": f"{placement.memory_mb}M",
        # SLURM ≥ 22.05 does not hand --cpus-per-task to srun by itself; a task that fails ends the others.
        "srun_args": [f"--cpus-per-task={placement.cpus}", "--kill-on-bad-exit=1"],
        "additional_parameters": {"requeue": True},
    }
    if placement.accelerator == "gpu":
        kind = f"{placement.gpu_type}:" if placement.gpu_type else ""
        parameters["gres"] = f"gpu:{kind}{placement.devices}"
    for name in ("partition", "account", "qos"):
        if value := getattr(placement, name):
            parameters[name] = value
    if placement.setup:
        parameters["setup"] = [placement.setup]
    return parameters
