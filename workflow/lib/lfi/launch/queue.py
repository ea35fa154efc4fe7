"""One look at SLURM's queue for all drivers of a run."""

import contextlib
import fcntl
import json
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from lfi.writing import whole

# Seconds for which one answer of the scheduler serves every driver.
FRESH = 10.0
TIMEOUT = 60.0
# Reasons for which SLURM lets a job wait although nothing that comes by itself will ever let it start.
NEVER = (
    "PartitionTimeLimit",
    "PartitionNodeLimit",
    "BadConstraints",
    "AssocMaxWallDurationPerJobLimit",
    "QOSMaxWallDurationPerJobLimit",
)


@dataclass(frozen=True)
class Entry:
    """One line of the queue: job id, name, state, node or reason."""

    id: str
    name: str
    state: str
    where: str

    @property
    def never_starts(self) -> bool:
        """Whether it waits for something that will not come."""
        return self.where.strip("()") in NEVER


class Queue:
    """The user's jobs, as squeue last told.

    Drivers share a file: whoever finds it old asks the scheduler once and writes the answer for the others, so the
    scheduler is asked once in ``FRESH`` seconds, however many drivers there are.

    Args:
        folder: shared by the drivers of a run.
    """

    def __init__(self, folder: Path) -> None:
        self.file, self.lock = folder / "queue.json", folder / "queue.lock"

    def look(self, since: float = 0.0) -> tuple[float, list[Entry] | None]:
        """When the queue was asked for, at most ``FRESH`` seconds ago, and what was in it.

        Args:
            since: wait for an answer from after this time (seconds since the epoch).

        Returns:
            The time, and the entries; None for entries if the scheduler did not answer.
        """
        while True:
            with self.lock.open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                asked, entries = self._read()
                if abs(time.time() - asked) > FRESH:  # clocks of two login nodes may differ
                    asked, entries = time.time(), self._ask()
                    self._write(asked, entries)
            if asked >= since:
                return asked, entries
            time.sleep(1.0)

    def entry(self, job_id: str) -> Entry | None:
        """What is known of a job; None if it is not in the queue, or nobody knows."""
        _, entries = self.look()
        return next((entry for entry in entries or [] if entry.id == job_id), None)

    def _read(self) -> tuple[float, list[Entry] | None]:
        try:
            record = json.loads(self.file.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return 0.0, None
        entries = record["entries"]
        return record["asked"], None if entries is None else [Entry(**entry) for entry in entries]

    def _write(self, asked: float, entries: list[Entry] | None) -> None:
        record = {"asked": asked, "entries": None if entries is None else [asdict(entry) for entry in entries]}
        with contextlib.suppress(OSError), whole(self.file) as aside:  # a full disk: the next driver asks again
            aside.write_text(json.dumps(record))

    def _ask(self) -> list[Entry] | None:
        command = ["squeue", "--me", "--noheader", "--format=%A|%j|%T|%R"]
        try:
            answer = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=True)
        except (OSError, subprocess.SubprocessError):
            return None
        return [Entry(*line.split("|", 3)) for line in answer.stdout.splitlines()]
