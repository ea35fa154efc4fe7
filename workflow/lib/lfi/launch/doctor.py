"""Whether this machine or cluster can run the workflow, before the workflow is run."""

import fcntl
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lfi.errors import LfiError
from lfi.launch.probe import Probe
from lfi.launch.scheduler import Liveness, SchedulerAway
from lfi.launch.slurm import SlurmScheduler
from lfi.launch.state import Job, read_json
from lfi.launch.submission import submit
from lfi.launch.target import Target

# Minutes that a probe asks for, and seconds that what it wrote may take to arrive through a shared filesystem.
PROBE_MINUTES, ARRIVAL = 5, 30.0


@dataclass(frozen=True)
class Check:
    """One line of the doctor's table: where, what, pass or FAIL, and what to change."""

    where: str
    check: str
    result: str
    change: str = ""


def check(where: str, what: str, wrong: str) -> Check:
    """A check that passes if nothing is wrong."""
    return Check(where, what, "FAIL" if wrong else "pass", wrong)


def login(accounting: bool) -> Iterator[Check]:
    """Whether the scheduler answers here.

    Args:
        accounting: whether the profile lets Snakemake's plugin ask sacct.
    """
    yield check("login", "squeue answers", _answer("squeue", "--me"))
    if accounting:
        wrong = _answer("sacct", "--jobs=1")
        yield check("login", "sacct answers", wrong and f"{wrong}; slurm-status-command: squeue does without")


def here(folder: Path, gpus: int) -> Iterator[Check]:
    """The same of this machine, where trainings run on it."""
    with _scratch(folder) as scratch:
        said = subprocess.run(
            [sys.executable, "-m", "lfi.launch.probe", scratch, str(gpus)], capture_output=True, text=True, check=False
        )
        yield from _read(scratch, "here", said.stderr)


def partition(name: str, target: Target, folder: Path, patience: float, say: Callable[[str], None]) -> Iterator[Check]:
    """What one small job finds on a partition's node.

    Args:
        name: what the table calls it.
        target: what a job there asks for; the probe asks for the same, but for its walltime.
        folder: on the shared filesystem.
        patience: seconds that the probe may wait in the queue.
        say: takes lines about the waiting.
    """
    yield check(name, "walltime allowed", _too_long(target))
    with _scratch(folder) as scratch:
        probe = Probe(str(scratch), target.devices if target.accelerator == "gpu" else 0)
        short = target.model_copy(update={"minutes": PROBE_MINUTES, "nodes": 1, "notice_seconds": 0})
        try:
            job = Job(submit(probe, scratch, "lfi-doctor", short), "slurm", submitted=time.time())
        except (LfiError, SchedulerAway) as refusal:
            yield check(name, "job accepted", str(refusal))
            return
        yield check(name, "job accepted", "")
        wrong = _wait(SlurmScheduler(scratch), job, patience, lambda line: say(f"{name}: {line}"))
        yield check(name, "job starts and ends", wrong)
        if not wrong:
            logs = sorted(scratch.glob("*_log.err"))
            yield from _read(scratch, name, logs[0].read_text() if logs else "")


def _answer(*command: str) -> str:
    try:
        subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    except FileNotFoundError:
        return f"no {command[0]} on this machine: run this on the cluster's login node"
    except subprocess.SubprocessError as error:
        said = getattr(error, "stderr", "") or str(error)
        return " ".join(said.split())
    return ""


def _too_long(target: Target) -> str:
    """What is wrong with the walltime, if it is above the partition's limit (which a queued job would not say)."""
    command = ["sinfo", "--noheader", "--format=%l", f"--partition={target.partition}"]
    limit = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    if limit and limit[0][0].isdigit() and target.minutes > minutes(limit[0]):
        return f"minutes: {target.minutes} is above the partition's limit {limit[0]}"
    return ""


def minutes(walltime: str) -> float:
    """SLURM's ``days-hours:minutes:seconds``, its first parts left out where they are 0, in minutes."""
    days, _, clock = walltime.rpartition("-")
    parts = [0, 0, *map(int, clock.split(":"))]
    hours, full, seconds = parts[-3:] if ":" in clock else (0, parts[-1], 0)
    return int(days or 0) * 1440 + hours * 60 + full + seconds / 60


def _wait(slurm: SlurmScheduler, job: Job, patience: float, say: Callable[[str], None]) -> str:
    """Wait for the job's end; why it did not start or end in time, if it did not."""
    end, told = time.monotonic() + patience, ""
    while slurm.liveness(job) is not Liveness.GONE:
        entry = slurm.queue.entry(job.id)
        how = f"{entry.state} {entry.where}" if entry else "not in the queue yet"
        if how != told:
            say(f"job {job.id}: {how}")
            told = how
        if time.monotonic() > end or (entry and entry.never_starts):
            slurm.cancel(job)
            return f"job {job.id} did not end within {patience:.0f} s: {how}"
        time.sleep(1.0)
    return ""


def _read(scratch: Path, where: str, log: str) -> Iterator[Check]:
    """What the probe found; its log where it found nothing."""
    end = time.monotonic() + ARRIVAL
    while (found := read_json(scratch / "found.json")) is None and not log and time.monotonic() < end:
        time.sleep(0.5)
    shared = "folder shared both ways"
    if found is None:
        errors = [line for line in log.splitlines() if "error" in line.lower()]
        said = f"its job says: {errors[0]}" if errors else f"its job left nothing in {scratch.parent}: not shared?"
        yield check(where, "environment importable" if errors else shared, said)
        return
    same = found["token"] == (scratch / "token").read_text()
    yield check(where, shared, "" if same else f"{scratch.parent} on {found['node']} is another folder")
    for what, wrong in found["checks"].items():
        yield check(f"{where} ({found['node']})", what, wrong)


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A folder with a token, and a lock that is held."""
    scratch = folder / f".doctor-{uuid.uuid4().hex[:8]}"
    scratch.mkdir(parents=True)
    try:
        (scratch / "token").write_text(uuid.uuid4().hex)
        with (scratch / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
