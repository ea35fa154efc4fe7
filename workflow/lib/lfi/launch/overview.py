"""All trainings under a results folder: how they stand, and ending those that are out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lfi.launch.driver import duration
from lfi.launch.local import LocalScheduler
from lfi.launch.queue import Entry
from lfi.launch.scheduler import Liveness, Scheduler
from lfi.launch.slurm import SlurmScheduler
from lfi.launch.state import Job, State


@dataclass(frozen=True)
class Row:
    """One training as a person wants to see it; empty where not known."""

    training: str
    state: str
    job: str = ""
    node: str = ""
    epoch: str = ""
    loss: str = ""
    restarts: str = ""
    left: str = ""


class Overview:
    """The trainings whose state folders lie under ``results/.training``.

    Args:
        results: the results folder.
    """

    def __init__(self, results: Path) -> None:
        self.root = results / ".training"
        self.slurm = SlurmScheduler(self.root)
        self.schedulers: dict[str, Scheduler] = {"local": LocalScheduler(), "slurm": self.slurm}

    def rows(self) -> list[Row]:
        """One row a training, by name: flow-4000-0 before flow-16000-0."""
        return [self._row(name, state) for name, state in sorted(self._newest(), key=lambda own: _by_numbers(own[0]))]

    def cancel(self) -> list[tuple[str, str]]:
        """End every job that is out, by the ids that were recorded; their checkpoints stay.

        Returns:
            (training, job id) of each.
        """
        ended = []
        for name, state in self._all():
            for job in state.jobs()[-1:]:
                if self.schedulers[job.launcher].liveness(job) is not Liveness.GONE:
                    self.schedulers[job.launcher].cancel(job)
                    ended.append((name, job.id))
        return ended

    def _all(self) -> Iterator[tuple[str, State]]:
        for folder in sorted(self.root.glob("*/*/*")):
            if folder.is_dir():
                yield "/".join(folder.parts[-3:-1]), State(folder)

    def _newest(self) -> list[tuple[str, State]]:
        """Of the trainings that an estimator has had, under other settings, the one last touched."""
        newest: dict[str, State] = {}
        for name, state in self._all():
            if name not in newest or state.folder.stat().st_mtime > newest[name].folder.stat().st_mtime:
                newest[name] = state
        return list(newest.items())

    def _row(self, name: str, state: State) -> Row:
        jobs, starts, progress = state.jobs(), state.starts(), state.progress()
        how, entry = self._standing(state, jobs[-1] if jobs else None)
        return Row(
            training=name,
            state=how,
            job=jobs[-1].id if jobs else "",
            node=starts[-1]["node"] if starts else (entry.where if entry else ""),
            epoch=f"{progress['epoch']}/{progress['epochs']}" if progress else "",
            loss=f"{progress['loss']:.4g}" if progress else "",
            restarts=str(len(starts) - 1) if starts else "",
            left=duration(progress["seconds_left"]) if progress and how == "running" else "",
        )

    def _standing(self, state: State, job: Job | None) -> tuple[str, Entry | None]:
        if state.completed():
            return "done", None
        if job is None:
            return "not started", None
        liveness = self.schedulers[job.launcher].liveness(job)
        if liveness is Liveness.LIVE and job.launcher == "slurm":
            entry = self.slurm.queue.entry(job.id)
            return entry.state.lower() if entry else "not known", entry
        if liveness is Liveness.GONE:
            return "failed" if state.failure() else "stopped", None
        if liveness is Liveness.LIVE:
            return "running", None
        return "not known" if self.slurm.queue.look()[1] is None else "submitted", None


def _by_numbers(name: str) -> list[str | int]:
    """A name in its parts, to be sorted by: text and numbers by turns."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", name)]
