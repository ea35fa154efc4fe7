"""The GPUs of this machine: each runs one training at a time."""

import fcntl
import os
import platform
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from lfi.errors import LfiError
from lfi.launch.scheduler import TryLater
from lfi.launch.state import Job, read_json, write_json


class Devices:
    """Gives each training GPUs that no other running training has.

    Trainings share a file that says which job has which GPU; a GPU is free again when its job has ended, however it
    ended. The user's ``CUDA_VISIBLE_DEVICES`` says which GPUs may be used; all of the machine's where it is not set.

    Args:
        folder: shared by the drivers of a run.
        running: whether a job is still running.
    """

    def __init__(self, folder: Path, running: Callable[[Job], bool]) -> None:
        self.running = running
        # A folder may be shared by several machines.
        self.file, self.lock = (folder / f"devices-{platform.node()}.{suffix}" for suffix in ("json", "lock"))

    def lend(self, count: int, start: Callable[[Sequence[str]], Job]) -> Job:
        """Start a job on GPUs of its own.

        Args:
            count: how many GPUs the job needs.
            start: starts the job on the GPUs with these names, and returns it.

        Raises:
            TryLater: too few GPUs are free.
            LfiError: the machine has too few GPUs.
        """
        visible = visible_devices(count)
        if len(visible) < count:
            raise LfiError(f"devices: {count} GPUs asked for, {len(visible)} visible here ({', '.join(visible)})")
        with self.lock.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lent = {name: Job(**job) for name, job in (read_json(self.file) or {}).items()}
            busy = {name: job for name, job in lent.items() if self.running(job)}
            free = [name for name in visible if name not in busy]
            if len(free) < count:
                holders = ", ".join(f"{name} (job {busy[name].id})" for name in visible if name in busy)
                raise TryLater(f"waits for {count} free GPU{'s' * (count > 1)}; other trainings run on {holders}")
            job = start(free[:count])
            taken = {**busy, **dict.fromkeys(free[:count], job)}
            write_json(self.file, {name: vars(holder) for name, holder in taken.items()})
        return job


def visible_devices(count: int) -> list[str]:
    """Names of the GPUs that trainings may use, as ``CUDA_VISIBLE_DEVICES`` takes them.

    Args:
        count: how many to assume where neither the variable nor ``nvidia-smi`` tells: the job itself then reports
            what is missing.
    """
    if (named := os.environ.get("CUDA_VISIBLE_DEVICES")) is not None:
        # As CUDA reads it: -1 hides what follows.
        names = [name.strip() for name in named.split(",")]
        return names[: names.index("-1")] if "-1" in names else [name for name in names if name]
    command = ["nvidia-smi", "--query-gpu=index", "--format=csv,noheader"]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.split()
    except (OSError, subprocess.SubprocessError):
        return [str(k) for k in range(count)]
