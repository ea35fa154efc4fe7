"""All trainings under a results folder: their state, and an end to those that run."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lfi.errors import LfiError
from lfi.launch.local import LocalScheduler
from lfi.launch.lock import held
from lfi.launch.progress import duration
from lfi.launch.queue import Entry
from lfi.launch.scheduler import Liveness, Scheduler
from lfi.launch.slurm import SlurmScheduler
from lfi.launch.stall import LEAST, patience_with
from lfi.launch.state import Job, State


@dataclass(frozen=True)
class Row:
    """One training, as ``lfi status`` shows it; what is unknown is empty.

    Attributes:
        training: problem and estimator.
        state: done, running, failed, stopped, …
        job: id of its newest job.
        node: where that started last; before it has started, what it waits for.
        epoch: passes over the training part, of how many.
        loss: of the last step.
        restarts: starts after the first.
        left: estimated time to its end, or since when it takes no step.
    """

    training: str
    state: str
    job: str = ""
    node: str = ""
    epoch: str = ""
    loss: str = ""
    restarts: str = ""
    left: str = ""


class Overview:
    """The trainings whose state folders lie under ``results/.train``.

    Args:
        results: the results folder.

    Attributes:
        damage: how to mend the trainings that a damaged file kept from being shown or cancelled, by name.
    """

    def __init__(self, results: Path) -> None:
        self.root = results / ".train"
        self.slurm = SlurmScheduler(self.root)
        self.schedulers: dict[str, Scheduler] = {"local": LocalScheduler(self.root), "slurm": self.slurm}
        self.damage: dict[str, str] = {}

    def rows(self) -> list[Row]:
        """One row a training, sorted by name, numbers by value: flow-4000-0 before flow-16000-0."""
        newest = self._newest()
        rows = {name: Row(name, "damaged") for name in sorted(newest, key=_by_numbers)}
        for name in rows:
            with self._noting_damage(name):
                rows[name] = self._row(name, newest[name])
        return list(rows.values())

    def cancel(self) -> list[tuple[str, str]]:
        """End every running training, its job and its driver; checkpoints stay.

        Returns:
            Training and job id of each.
        """
        ended = []
        for name, state in self._all():
            with self._noting_damage(name):
                if job := self._cancel(state):
                    ended.append((name, job))
        return ended

    @contextmanager
    def _noting_damage(self, name: str) -> Iterator[None]:
        try:
            yield
        except LfiError as damage:
            self.damage[name] = str(damage)

    def _cancel(self, state: State) -> str:
        """The id of the job that was cancelled, or that there is none yet; empty if nothing runs."""
        job = next(iter(state.jobs()[-1:]), None)
        running = job is not None and self.schedulers[job.launcher].liveness(job) is not Liveness.GONE
        if not running and (state.completed() or not held(state.lock)):
            return ""
        # The driver must know before its job ends, or it submits the next one.
        state.record_cancellation(job.id if job else "")
        if job is None or not running:
            return "not submitted yet"
        self.schedulers[job.launcher].cancel(job)
        return job.id

    def _all(self) -> Iterator[tuple[str, State]]:
        for folder in sorted(self.root.glob("*/*/*")):
            if folder.is_dir():
                yield "/".join(folder.parts[-3:-1]), State(folder)

    def _newest(self) -> dict[str, State]:
        """The training of each estimator that was changed last; those of other settings lie beside it."""
        newest: dict[str, State] = {}
        for name, state in self._all():
            if name not in newest or state.folder.stat().st_mtime > newest[name].folder.stat().st_mtime:
                newest[name] = state
        return newest

    def _row(self, name: str, state: State) -> Row:
        jobs, starts, progress = state.jobs(), state.starts(), state.checked_progress()
        how, entry = self._standing(state, jobs[-1] if jobs else None)
        return Row(
            training=name,
            state=how,
            job=jobs[-1].id if jobs else "",
            node=starts[-1]["node"] if starts else (entry.where if entry else ""),
            epoch=f"{progress['epoch']}/{progress['epochs']}" if progress else "",
            loss=f"{progress['loss']:.4g}" if progress else "",
            restarts=str(len(starts) - 1) if starts else "",
            left=_left(state, progress, starts[-1]) if progress and starts and how == "running" else "",
        )

    def _standing(self, state: State, job: Job | None) -> tuple[str, Entry | None]:
        if state.completed():
            return "done", None
        if job is None:
            return "not started", None
        liveness = self.schedulers[job.launcher].liveness(job)
        if liveness is Liveness.LIVE and job.launcher == "slurm":
            entry = self.slurm.queue.entry(job.id)
            # Where squeue's answer is older than the job, another question showed it.
            return entry.state.lower() if entry else "submitted", entry
        if liveness is Liveness.GONE:
            return "failed" if state.failure() else "stopped", None
        if liveness is Liveness.LIVE:
            return "running", None
        return "not known" if self.slurm.queue.look() is None else "submitted", None


def _left(state: State, progress: dict[str, Any], start: dict[str, Any]) -> str:
    """How long a running training still takes, or that it takes no step.

    Args:
        state: the training's state folder.
        progress: the content of its progress file.
        start: the last start of its job.
    """
    idle, patience = state.idle(), patience_with(progress, start.get("stalled_minutes", 0.0))
    if progress["step"] == start["reached"]:  # it may still load its data
        patience = max(patience, LEAST)
    return f"stalled {duration(idle)}" if idle > patience else duration(progress["seconds_left"])


def _by_numbers(name: str) -> list[str | int]:
    """A key to sort names by: text and numbers in turn."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", name)]
