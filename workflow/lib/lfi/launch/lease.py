"""The lease of a state folder: of two jobs of one training, one writes and the other steps back."""

import contextlib
import fcntl
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import submitit

from lfi.launch.birth import born
from lfi.launch.state import Job, write_json

# Seconds between two heartbeats, and without one before a lease counts as left behind. Both are measured by the
# clock of whoever waits: clocks of two nodes are never compared.
BEAT, SILENCE = 5.0, 30.0


class Lease:
    """A job's right to write into a state folder, renewed by a heartbeat.

    A job that starts a second time, after it was put back into the queue, takes its own lease again at once.

    Args:
        folder: the state folder.
        job: the job that wants to write.
        lost: called if another job took the lease, because this one was silent for too long.
        beat: time between two heartbeats, seconds.
        silence: time without a heartbeat after which a lease is left behind, seconds.
    """

    def __init__(
        self, folder: Path, job: Job, lost: Callable[[], None], beat: float = BEAT, silence: float = SILENCE
    ) -> None:
        self.folder, self.file, self.lost, self.beat, self.silence = folder, folder / "lease.json", lost, beat, silence
        self.record: dict[str, Any] = {
            "job": asdict(job),
            "host": _host(),
            "process": os.getpid(),
            "born": born(os.getpid()),
        }
        self.released = threading.Event()
        self.heart = threading.Thread(target=self._beat, daemon=True)

    def take(self) -> bool:
        """Take the lease as soon as nobody has it; False if another job has it, and its heart beats."""
        seen, since = _read(self.file), time.monotonic()
        while True:
            now = _read(self.file)
            if now != seen and self._same_job(now, seen):
                return False
            if now != seen:
                seen, since = now, time.monotonic()
            if (self._free(now) or time.monotonic() - since > self.silence) and self._write(now):
                self.heart.start()
                return True
            time.sleep(min(1.0, self.beat / 5))

    def release(self) -> None:
        """Leave the state folder to the next job."""
        self.released.set()
        self.heart.join()
        with contextlib.suppress(OSError), self._alone():
            if self._mine(_read(self.file)):
                self.file.unlink()

    def _free(self, now: dict[str, Any] | None) -> bool:
        if now is None or now["job"] == self.record["job"]:
            return True
        return now["host"] == self.record["host"] and born(now["process"]) != now["born"]

    def _mine(self, now: dict[str, Any] | None) -> bool:
        return now is not None and {**now, "beats": 0} == {**self.record, "beats": 0}

    @staticmethod
    def _same_job(now: dict[str, Any] | None, seen: dict[str, Any] | None) -> bool:
        return now is not None and seen is not None and {**now, "beats": 0} == {**seen, "beats": 0}

    def _write(self, judged: dict[str, Any] | None) -> bool:
        """Write the first heartbeat; False if the lease is no longer the one that was judged to be free."""
        with self._alone():
            if _read(self.file) != judged:
                return False
            write_json(self.file, {**self.record, "beats": 0})
        return True

    def _beat(self) -> None:
        beats = 0
        while not self.released.wait(self.beat):
            beats += 1
            with contextlib.suppress(OSError), self._alone():  # a full disk fails at the next checkpoint
                if not self._mine(_read(self.file)):
                    self.lost()
                    return
                write_json(self.file, {**self.record, "beats": beats})

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "lease.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@contextmanager
def leased(folder: Path, environment: submitit.JobEnvironment, lost: Callable[[], None]) -> Iterator[bool]:
    """Hold the lease of a state folder for all processes of a job; yields False if another job has it.

    The first process takes it, and leaves a note for the others.

    Args:
        folder: the state folder.
        environment: what submitit knows of this process and its job.
        lost: called if another job took the lease meanwhile.
    """
    start = f"{environment.job_id}-{os.environ.get('SLURM_RESTART_COUNT', 0)}"
    note = folder / "logs" / f"lease-{start}.json"
    if environment.global_rank:
        while (said := _read(note)) is None:
            time.sleep(0.2)
        yield said["alone"]
        return
    local = environment.cluster == "local"
    job = Job(environment.job_id, environment.cluster, born(int(environment.job_id)) if local else None)
    lease = Lease(folder, job, lost)
    alone = lease.take()
    if environment.num_tasks > 1:
        write_json(note, {"alone": alone})
    try:
        yield alone
    finally:
        if alone:
            lease.release()


def holder(folder: Path) -> Job | None:
    """The job that has the lease of a state folder; it may have ended without leaving it.

    Args:
        folder: the state folder.
    """
    record = _read(folder / "lease.json")
    return Job(**record["job"]) if record else None


def _read(file: Path) -> dict[str, Any] | None:
    try:
        record: dict[str, Any] = json.loads(file.read_text())
    except (OSError, ValueError):  # none, or damaged, which a file that is written whole is only by a disk's fault
        return None
    return record


def _host() -> str:
    """Name of this machine, and the namespace of its process ids: in two containers one id means two processes."""
    with contextlib.suppress(OSError):
        return f"{socket.gethostname()} {Path('/proc/self/ns/pid').readlink()}"
    return socket.gethostname()
