"""One run at a time in a results folder."""

import atexit
import contextlib
import fcntl
import os
import pwd
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lfi.errors import LfiError
from lfi.launch.state import read_json, write_json
from lfi.launch.strays import VARIABLE, end_jobs

# Seconds between two looks whether the run was cancelled, and without a sign of life of a run on another host before it
# counts as killed.
LOOK, SILENCE = 1.0, 5.0


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
            raise self._taken() from None
        if self._beats_elsewhere():
            raise self._taken()
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
        """Renew the record, and look whether the run was cancelled, from a thread: then Snakemake starts nothing more.

        Args:
            run: names the run.
            say: takes a line for the terminal.
        """

        def look() -> None:
            while self._cancelled() != run:
                with contextlib.suppress(OSError):  # a full disk
                    os.utime(self.record)
                time.sleep(LOOK)
            say("the run was cancelled: it ends with the jobs that are at work")
            os.kill(os.getpid(), signal.SIGTERM)  # Snakemake's way to stop after the jobs that run

        threading.Thread(target=look, daemon=True).start()

    def _taken(self) -> LfiError:
        wait = "wait for its end, or end it with lfi cancel, or name another folder in results:"
        return LfiError(f"{self.results}: {self._holder()} has these results; {wait}")

    def _beats_elsewhere(self) -> bool:
        """Whether a run on another host renews its record: there are filesystems whose locks end at the host."""
        holder = self._read()
        if not holder or holder["host"] == socket.gethostname():
            return False
        seen = self._beat()
        time.sleep(SILENCE)
        return self._beat() != seen

    def _beat(self) -> int:
        """When the record was renewed last; opened, since times of files may be old on a network filesystem."""
        try:
            with self.record.open() as file:
                return os.fstat(file.fileno()).st_mtime_ns
        except FileNotFoundError:
            return 0

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


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # in a container without the cluster's users
        return str(uid)
