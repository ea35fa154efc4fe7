"""The steps that a run leaves at work when its Snakemake is killed."""

import contextlib
import subprocess
import time

import psutil

from lfi.errors import LfiError

# The variable by which the jobs of a run know it.
VARIABLE = "LFI_RUN"
# Seconds between two questions to the queue, and in which all steps must have ended.
POLL, ENDED = 1.0, 120.0


def end_jobs(run: str, queue_name: str) -> None:
    """End the steps of a run whose Snakemake was killed, and wait for their end; its trainings go on.

    Args:
        run: names the run.
        queue_name: the name of its CPU jobs in SLURM's queue; empty if it has none there.

    Raises:
        LfiError: jobs in the queue do not end, or the scheduler does not say so.
    """
    strays = [process for process in psutil.process_iter() if _is_step(process, run)]
    for process in strays:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(strays, timeout=ENDED)
    if not queue_name:
        return
    subprocess.run(["scancel", "--me", f"--name={queue_name}"], check=False)
    end = time.monotonic() + ENDED
    while (said := _queue(queue_name)) != "":
        if time.monotonic() > end:
            raise LfiError(f"CPU jobs of a killed run do not end: {said}; look with squeue --name={queue_name}")
        time.sleep(POLL)


def _queue(name: str) -> str:
    """Ids of the jobs of this name in the queue; what squeue said otherwise."""
    command = ["squeue", "--me", "--noheader", "--format=%A", f"--name={name}"]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError) as failure:
        return str(failure)


def _is_step(process: psutil.Process, run: str) -> bool:
    """Whether a process is a step of a run, or the Snakemake around it: not a training, which goes on by itself."""
    with contextlib.suppress(psutil.Error):
        command = process.cmdline()
        step = command[1:3] == ["-m", "snakemake"] or any(word.endswith("step.py") for word in command)
        return step and process.environ().get(VARIABLE) == run
    return False
