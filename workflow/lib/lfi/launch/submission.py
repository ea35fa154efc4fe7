"""Jobs for SLURM, submitted by submitit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import submitit
from submitit.core.utils import FailedJobError

from lfi.errors import LfiError
from lfi.launch.scheduler import SchedulerAway
from lfi.launch.target import Target

# What sbatch says when the scheduler is away for a while; anything else is the user's to mend.
AWAY = ("Unable to contact slurm controller", "Connection refused", "Socket timed out", "Connection timed out")


def submit(job: Callable[[], None], folder: Path, name: str, target: Target) -> str:
    """Submit one job, with a task a device, and return its id.

    Args:
        job: what every task calls.
        folder: where submitit keeps the job's logs and its own files.
        name: the job's name in the queue.

    Raises:
        SchedulerAway: the scheduler did not answer.
        LfiError: sbatch refused.
    """
    executor = submitit.SlurmExecutor(folder=folder, python=target.python or None)
    executor.update_parameters(job_name=name, **_parameters(target))
    try:
        return executor.submit(job).job_id
    except FailedJobError as refusal:
        said = " ".join(str(refusal).split())
        if any(words in said for words in AWAY):
            raise SchedulerAway(said) from None
        raise LfiError(f"sbatch refused the job: {said}; see profiles/README.md") from None


def _parameters(target: Target) -> dict[str, Any]:
    """What submitit's SlurmExecutor calls things."""
    parameters: dict[str, Any] = {
        "time": target.minutes,
        "signal_delay_s": target.notice_seconds,
        "nodes": target.nodes,
        "ntasks_per_node": target.devices,
        "cpus_per_task": target.cpus,
        "mem": f"{target.memory_mb}M",
        # SLURM ≥ 22.05 does not hand --cpus-per-task to srun by itself; a task that fails ends the others.
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
