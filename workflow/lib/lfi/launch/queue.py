"""One answer of squeue for all drivers of a run."""

import contextlib
import fcntl
import json
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from lfi.launch.patience import PATIENCE
from lfi.writing import whole

# Seconds after which a question to the scheduler counts as unanswered.
TIMEOUT = 60.0
# Reasons for which a job waits that do not pass with time.
NEVER = (
    "PartitionTimeLimit",
    "PartitionNodeLimit",
    "BadConstraints",
    "AssocMaxWallDurationPerJobLimit",
    "QOSMaxWallDurationPerJobLimit",
)


@dataclass(frozen=True)
class Entry:
    """One line of the queue.

    Attributes:
        id: the job's id.
        name: its name.
        state: SLURM's word, such as RUNNING or PENDING.
        where: its node; the reason in parentheses while it waits.
    """

    id: str
    name: str
    state: str
    where: str

    @property
    def never_starts(self) -> bool:
        """Whether it waits for something that will not come."""
        return self.where.strip("()") in NEVER


class Queue:
    """The user's jobs, from the newest answer of squeue.

    Drivers share a file: the one that finds it old asks the scheduler and writes the answer for the others. The
    scheduler is asked once in ``fresh`` seconds, however many drivers there are.

    Args:
        folder: shared by the drivers of a run.
        fresh: age up to which an answer is used, seconds.
    """

    def __init__(self, folder: Path, fresh: float = PATIENCE.fresh) -> None:
        self.file, self.lock, self.fresh = folder / "queue.json", folder / "queue.lock", fresh

    def look(self, since: float = 0.0) -> tuple[float, list[Entry] | None]:
        """The queue at most ``fresh`` seconds ago.

        Args:
            since: wait for an answer from after this time (seconds since the epoch).

        Returns:
            The time of the answer, and the entries; None for entries if the scheduler did not answer.
        """
        while True:
            with self.lock.open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                asked, entries = self._read()
                if abs(time.time() - asked) > self.fresh:  # clocks of two login nodes may differ
                    asked, entries = time.time(), self._ask()
                    self._write(asked, entries)
            if asked >= since:
                return asked, entries
            time.sleep(min(1.0, self.fresh))

    def entry(self, job_id: str) -> Entry | None:
        """The job's line in the queue; None if it has none, or if the scheduler does not answer."""
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
