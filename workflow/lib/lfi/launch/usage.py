"""What jobs used of what they asked for: measured by the jobs themselves, shown at the end of a run."""

import json
import os
import resource
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from lfi.launch.progress import duration
from lfi.launch.state import write_json
from lfi.launch.strays import VARIABLE

# In a training's state folder: a line for each time that a job ran.
USAGE = "usage.jsonl"


@dataclass(frozen=True)
class Used:
    """What a process used, or several that worked one after the other.

    Attributes:
        seconds: from its start to its end.
        cpu_seconds: time on cores, its children's too.
        memory_mb: the most that it held at once, MB.
    """

    seconds: float
    cpu_seconds: float
    memory_mb: float


@dataclass(frozen=True)
class Row:
    """Jobs of one kind, as the table shows them; what is unknown is empty."""

    step: str
    jobs: str
    time: str
    cores: str
    memory: str


class Meter:
    """Measures this process from now on."""

    def __init__(self) -> None:
        self.started, self.cpu = time.monotonic(), _cpu_seconds()

    def read(self, alike: int = 1) -> Used:
        """What was used so far.

        Args:
            alike: the processes on this node that do the same, such as those of a training on several devices.
        """
        kilobytes = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        seconds, cpu_seconds = time.monotonic() - self.started, _cpu_seconds() - self.cpu
        return Used(seconds, alike * cpu_seconds, alike * kilobytes / 1024)


def _cpu_seconds() -> float:
    """Seconds that this process and the children that it waited for spent on cores."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


class Usages:
    """What the jobs of a run used: a file for each.

    Args:
        results: the results folder.
        run: names the run; empty for none, and then nothing is noted.
    """

    def __init__(self, results: Path, run: str | None = None) -> None:
        self.run = os.environ.get(VARIABLE, "") if run is None else run
        self.root = results / ".usage"
        self.folder = self.root / self.run

    def begin(self) -> None:
        """Remove what earlier runs have left."""
        shutil.rmtree(self.root, ignore_errors=True)

    @contextmanager
    def measured(self, job: str, cpus: int, memory_mb: int) -> Iterator[None]:
        """Measure a job in this process, unless it notes by itself what its own job elsewhere used.

        Args:
            job: the step and its subject: ``sample line/flow``.
            cpus: the cores that it asked for.
            memory_mb: the memory that it asked for, MB.
        """
        meter = Meter()
        self._file(job).unlink(missing_ok=True)
        try:
            yield
        finally:
            if not self._file(job).exists():
                self.note(job, [meter.read()], cpus, memory_mb)

    def note(self, job: str, used: Iterable[Used], cpus: int, memory_mb: int) -> None:
        """Take note of a job.

        Args:
            job: the step and its subject.
            used: by its processes, one after the other; no job where there are none.
            cpus: the cores that it asked for.
            memory_mb: the memory that it asked for, MB.
        """
        every = list(used)
        total = sum(one.seconds for one in every), sum(one.cpu_seconds for one in every)
        memory = max((one.memory_mb for one in every), default=0.0)
        if self.run:
            with suppress(OSError):  # a full disk
                self.folder.mkdir(parents=True, exist_ok=True)
                asked = {"cpus": cpus, "asked_mb": memory_mb, "jobs": len(every)}
                write_json(self._file(job), {"job": job, **asdict(Used(*total, memory)), **asked})

    def rows(self) -> list[Row]:
        """A row for each training, and one for the jobs of each other step."""
        found = [json.loads(path.read_text()) for path in sorted(self.folder.glob("*.json"))]
        known = sorted((one for one in found if one["jobs"]), key=lambda one: _kind(one["job"]))
        return [_row(kind, list(jobs)) for kind, jobs in groupby(known, key=lambda one: _kind(one["job"]))]

    def _file(self, job: str) -> Path:
        return self.folder / f"{job.replace('/', '+')}.json"


def _kind(job: str) -> str:
    """The step of a job; of a training its name too."""
    step = job.partition(" ")[0]
    return job if step == "train" else step


def _row(kind: str, jobs: list[dict[str, float]]) -> Row:
    starts, seconds = sum(int(job["jobs"]) for job in jobs), sum(job["seconds"] for job in jobs)
    cores = sum(job["cpu_seconds"] for job in jobs) / max(seconds, 1e-3)
    asked = max(job["cpus"] for job in jobs), max(job["asked_mb"] for job in jobs)
    memory = max(job["memory_mb"] for job in jobs)
    return Row(kind, str(starts), duration(seconds), f"{cores:.1f} of {asked[0]}", f"{memory:.0f} of {asked[1]} MB")


def append(path: Path, used: Used) -> None:
    """Add what a process used to a file of such lines.

    Args:
        path: of the file.
        used: what it used.
    """
    with suppress(OSError), path.open("a") as file:
        file.write(json.dumps(asdict(used)) + "\n")


def read(path: Path) -> list[Used]:
    """The lines of such a file; one that was cut short, as by a node's death, is passed over."""
    found = []
    for line in path.read_text(errors="replace").splitlines() if path.exists() else []:
        with suppress(ValueError, TypeError):
            found.append(Used(**json.loads(line)))
    return found
