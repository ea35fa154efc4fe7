"""Checks of a profile: whether this machine or cluster can run the workflow."""

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
from lfi.launch.patience import Patience
from lfi.launch.placement import Placement
from lfi.launch.probe import Probe
from lfi.launch.scheduler import Liveness, TryLater
from lfi.launch.slurm import SlurmScheduler
from lfi.launch.state import Job, read_json
from lfi.launch.submission import submit

# Walltime of a probe, minutes.
PROBE_MINUTES = 5
# One job is watched: the queue may be asked more often than for all trainings of a run.
PATIENCE = Patience(poll=0.5, arrival=30.0, fresh=2.0)


@dataclass(frozen=True)
class Check:
    """One line of the doctor's table.

    Attributes:
        where: what was checked: the login node, this machine, CPU steps or trainings.
        check: what it needs.
        result: pass or FAIL.
        change: what to change.
    """

    where: str
    check: str
    result: str
    change: str = ""


def check(where: str, what: str, wrong: str) -> Check:
    """A check that passes if nothing is wrong.

    Args:
        where: what was checked.
        what: what it needs.
        wrong: what is wrong and what to change; empty if nothing is.
    """
    return Check(where, what, "FAIL" if wrong else "pass", wrong)


def login(accounting: bool) -> Iterator[Check]:
    """Whether the scheduler answers on this machine.

    Args:
        accounting: whether Snakemake's plugin asks sacct with this profile.
    """
    yield check("login", "squeue answers", _answer("squeue", "--me"))
    if accounting:
        wrong = _answer("sacct", "--jobs=1")
        yield check("login", "sacct answers", wrong and f"{wrong}; slurm-status-command: squeue does without")


def here(folder: Path, gpus: int) -> Iterator[Check]:
    """Whether this machine can run trainings.

    Args:
        folder: the results folder.
        gpus: how many GPUs a training needs.
    """
    with _scratch(folder) as scratch:
        said = subprocess.run(
            [sys.executable, "-m", "lfi.launch.probe", scratch, str(gpus)], capture_output=True, text=True, check=False
        )
        yield from _read(scratch, "here", said.stderr)


def partition(
    name: str, placement: Placement, folder: Path, limit: float, say: Callable[[str], None]
) -> Iterator[Check]:
    """What one small job finds on a node of a partition.

    Args:
        name: what the table calls it.
        placement: what its jobs ask for; the probe asks for the same, on one node and with a short walltime.
        folder: on the shared filesystem.
        limit: seconds after which the probe must have ended.
        say: receives lines about the waiting.
    """
    yield check(name, "walltime allowed", placement.too_short() or _too_long(placement))
    with _scratch(folder) as scratch:
        probe = Probe(str(scratch), placement.devices if placement.accelerator == "gpu" else 0)
        short = placement.model_copy(update={"minutes": PROBE_MINUTES, "nodes": 1, "notice_seconds": 0})
        try:
            job = Job(submit(probe, scratch, "lfi-doctor", short), "slurm")
        except (LfiError, TryLater) as refusal:
            yield check(name, "job accepted", str(refusal))
            return
        yield check(name, "job accepted", "")
        wrong = _wait(SlurmScheduler(scratch, patience=PATIENCE), job, limit, lambda line: say(f"{name}: {line}"))
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


def _too_long(placement: Placement) -> str:
    """What is wrong with the walltime: a job above the partition's limit would wait in the queue for ever."""
    command = ["sinfo", "--noheader", "--format=%l", f"--partition={placement.partition}"]
    limit = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    if limit and limit[0][0].isdigit() and placement.minutes > minutes(limit[0]):
        return f"minutes: {placement.minutes} is above the partition's limit {limit[0]}"
    return ""


def minutes(walltime: str) -> float:
    """A walltime of SLURM, ``days-hours:minutes:seconds``, in minutes; leading parts that are 0 may be missing.

    >>> minutes("1-00:00:00"), minutes("30:00"), minutes("90")
    (1440.0, 30.0, 90.0)
    """
    days, _, clock = walltime.rpartition("-")
    parts = [0, 0, *map(int, clock.split(":"))]
    hours, full, seconds = parts[-3:] if ":" in clock else (0, parts[-1], 0)
    return int(days or 0) * 1440 + hours * 60 + full + seconds / 60


def _wait(slurm: SlurmScheduler, job: Job, limit: float, say: Callable[[str], None]) -> str:
    """Wait for the job's end; what is wrong if it does not end in time."""
    end, told = time.monotonic() + limit, ""
    while slurm.liveness(job) is not Liveness.GONE:
        entry = slurm.queue.entry(job.id)
        how = f"{entry.state} {entry.where}" if entry else "not in the queue yet"
        if how != told:
            say(f"job {job.id}: {how}")
            told = how
        if time.monotonic() > end or (entry and entry.never_starts):
            slurm.cancel(job)
            return f"job {job.id} did not end within {limit:.0f} s: {how}"
        time.sleep(PATIENCE.poll)
    return ""


def _read(scratch: Path, where: str, log: str) -> Iterator[Check]:
    """The checks of the probe; one that fails, from its log, if it wrote none."""
    end = time.monotonic() + PATIENCE.arrival
    while (found := read_json(scratch / "found.json")) is None and not log and time.monotonic() < end:
        time.sleep(PATIENCE.poll)
    shared = "folder shared both ways"
    if found is None:
        errors = [line for line in log.splitlines() if "error" in line.lower()]
        said = f"its job says: {errors[0]}" if errors else f"its job wrote nothing to {scratch.parent}: not shared?"
        yield check(where, "environment importable" if errors else shared, said)
        return
    same = found["token"] == (scratch / "token").read_text()
    yield check(where, shared, "" if same else f"{scratch.parent} on {found['node']} is another folder")
    for what, wrong in found["checks"].items():
        yield check(f"{where} ({found['node']})", what, wrong)


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A temporary folder with a token, and with a lock that is held."""
    scratch = folder / f".doctor-{uuid.uuid4().hex[:8]}"
    scratch.mkdir(parents=True)
    try:
        (scratch / "token").write_text(uuid.uuid4().hex)
        with (scratch / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
