"""One answer of squeue for all drivers of a run."""

import contextlib
import fcntl
import json
import logging
import os
import subprocess
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from lfi.launch.patience import PATIENCE
from lfi.writing import whole

LOG = logging.getLogger(__name__)

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
    scheduler is asked once in ``fresh`` seconds, however many drivers there are. An answer's age is told by the
    filesystem's times alone: clocks of two login nodes may differ.

    Args:
        folder: shared by the drivers of a run.
        fresh: age up to which an answer is used, seconds.
        anew: the answer that lies there at the first look is not used, whatever its age.
    """

    def __init__(self, folder: Path, fresh: float = PATIENCE.fresh, anew: bool = False) -> None:
        self.file, self.lock, self.fresh = folder / "queue.json", folder / "queue.lock", fresh
        self.anew, self.refused, self.answer = anew, "", ""

    def look(self) -> list[Entry] | None:
        """The queue at most ``fresh`` seconds ago; None if the scheduler did not answer."""
        while True:
            with self.lock.open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                answer, entries = self._read()
                if self.anew:
                    self.anew, self.refused = False, answer
                if not answer or self._old():
                    answer, entries = uuid.uuid4().hex, self._ask()
                    self._write(answer, entries)
            if answer != self.refused:
                self.answer = answer
                return entries
            time.sleep(min(1.0, self.fresh))

    def entry(self, job_id: str) -> Entry | None:
        """The job's line in the queue; None if it has none, or if the scheduler does not answer."""
        return next((entry for entry in self.look() or [] if entry.id == job_id), None)

    def _old(self) -> bool:
        os.utime(self.lock)  # the present, by the clock that dates the answer
        return abs(self.lock.stat().st_mtime - self.file.stat().st_mtime) > self.fresh

    def _read(self) -> tuple[str, list[Entry] | None]:
        """The name of the answer that lies there, empty if there is none, and its entries."""
        try:
            record = json.loads(self.file.read_text())
            entries = record["entries"]
            return record["answer"], None if entries is None else [Entry(**entry) for entry in entries]
        except (OSError, ValueError, KeyError, TypeError):  # none yet, or damaged: ask again
            return "", None

    def _write(self, answer: str, entries: list[Entry] | None) -> None:
        record = {"answer": answer, "entries": None if entries is None else [asdict(entry) for entry in entries]}
        with contextlib.suppress(OSError), whole(self.file) as aside:  # a full disk: the next driver asks again
            aside.write_text(json.dumps(record))

    def _ask(self) -> list[Entry] | None:
        """What squeue answers; asked again after an empty answer, which proves nothing during a failover."""
        if (entries := _squeue()) == []:
            time.sleep(min(1.0, self.fresh))
            entries = _squeue()
        return entries


def _squeue() -> list[Entry] | None:
    """The entries of one answer. Other lines are passed over and logged; an answer of such lines alone is none."""
    command = ["squeue", "--me", "--noheader", "--format=%A|%j|%T|%R"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=True)
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    lines = [line for line in answer.stdout.splitlines() if line.strip()]
    fields = [line.split("|", 3) for line in lines]
    for line, parts in zip(lines, fields, strict=True):
        if not _is_entry(parts):
            LOG.warning("squeue: passed over the line %r", line)
    entries = [Entry(*parts) for parts in fields if _is_entry(parts)]
    return None if lines and not entries else entries


def _is_entry(parts: Sequence[str]) -> bool:
    return len(parts) == 4 and parts[0].isdecimal()
