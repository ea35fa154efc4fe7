"""One run at a time in a results folder, and an end to what a killed run leaves behind."""

import atexit
import contextlib
import fcntl
import os
import pwd
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from lfi.errors import LfiError
from lfi.launch.state import read_json, write_json

# The variable by which the jobs of a run know it.
VARIABLE = "LFI_RUN"
# Seconds between two looks whether the run was cancelled, and in which the jobs of a killed run must have ended.
LOOK, ENDED = 1.0, 120.0


class RunLock:
    """The lock of a results folder: the first Snakemake process of a run holds it, and it goes with that process.

    Beside the lock lies a record of its holder, which a run removes at its end: one that was killed leaves it.

    Args:
        results: the results folder.
    """

    def __init__(self, results: Path) -> None:
        self.results = results.absolute()
        folder = self.results / ".run"
        self.lock, self.record, self.mark = folder / "lock", folder / "holder.json", folder / "cancelled"

    def take(self, run: str, queue_name: str, say: Callable[[str], None]) -> None:
        """Hold the lock as long as this process lives; jobs of a run that was killed are ended first.

        Args:
            run: names the run.
            queue_name: the name of its CPU jobs in SLURM's queue; empty if it has none there.
            say: takes a line for the terminal.

        Raises:
            LfiError: another run has the folder, it is another user's, or the jobs of a killed run do not end.
        """
        self.lock.parent.mkdir(parents=True, exist_ok=True)
        self._check_user()
        self._file = self.lock.open("a")  # open until the process ends
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LfiError(
                f"{self.results}: {self._holder()} has these results; wait for its end, or end it with "
                "lfi cancel, or name another folder in results:"
            ) from None
        if left := self._read():
            say(f"{self._holder()} was killed: its jobs are ended, its trainings go on")
            end_jobs(left["run"], left["queue_name"])
        me = {"run": run, "queue_name": queue_name, "user": _user(os.getuid())}
        write_json(self.record, {**me, "host": socket.gethostname(), "process": os.getpid()})
        atexit.register(self.release)

    def release(self) -> None:
        """Leave the folder to the next run; the end of the process does so too."""
        self.record.unlink(missing_ok=True)
        self._file.close()

    def check(self) -> None:
        """Refuse a job whose run was cancelled, or was followed by another one.

        Raises:
            LfiError: the job must not start.
        """
        if not (run := os.environ.get(VARIABLE)):
            return
        if self._cancelled() == run:
            raise LfiError("the run was cancelled; run again to go on")
        if (holder := self._read()) and holder["run"] != run:
            raise LfiError(f"the run of this job has ended, and {self._holder()} has these results")

    def cancel(self) -> str:
        """End the run after the jobs that are at work; what it was, or empty if there is none."""
        if not (holder := self._read()):
            return ""
        self.mark.write_text(holder["run"])
        if not self._held():
            end_jobs(holder["run"], holder["queue_name"])
            self.record.unlink(missing_ok=True)
        return self._holder(holder)

    def watch(self, run: str, say: Callable[[str], None]) -> None:
        """Look from a thread whether this process's run was cancelled: then Snakemake starts nothing more.

        Args:
            run: names the run.
            say: takes a line for the terminal.
        """

        def look() -> None:
            while self._cancelled() != run:
                time.sleep(LOOK)
            say("the run was cancelled: it ends with the jobs that are at work")
            os.kill(os.getpid(), signal.SIGTERM)  # Snakemake's way to stop after the jobs that run

        threading.Thread(target=look, daemon=True).start()

    def _check_user(self) -> None:
        owner = self.lock.stat().st_uid if self.lock.exists() else os.getuid()
        if owner != os.getuid():
            raise LfiError(
                f"{self.results}: these results are of user {_user(owner)}, and two users cannot share a folder; "
                "name another one in results:"
            )

    def _held(self) -> bool:
        with self.lock.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def _read(self) -> dict[str, Any] | None:
        with contextlib.suppress(LfiError):  # damaged: as if there were none
            record: dict[str, Any] | None = read_json(self.record)
            return record
        return None

    def _cancelled(self) -> str:
        return self.mark.read_text() if self.mark.exists() else ""

    def _holder(self, record: dict[str, Any] | None = None) -> str:
        """The run in words."""
        known = record or self._read()
        return "the run of {user} on {host}, process {process},".format(**known) if known else "another run"


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
        time.sleep(LOOK)


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


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # in a container without the cluster's users
        return str(uid)
