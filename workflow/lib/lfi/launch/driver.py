"""The driver of one training: submit it unless it is done or under way, wait, and put its files in place."""

import fcntl
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lfi.config.estimators import Resources
from lfi.errors import LfiError
from lfi.launch import executor
from lfi.launch.state import Job, State
from lfi.training.specification import Specification

# Jobs of one training that may vanish without a word before it counts as failed.
ATTEMPTS = 3
# Seconds between two looks at the state folder, and between two lines of progress.
POLL, REPORT = 0.5, 5.0


def drive(
    specification: Specification, folder: Path, outputs: Path, resources: Resources, report: Callable[[str], None]
) -> None:
    """Bring a training to its end and its files to ``outputs``.

    Args:
        folder: the training's state folder.
        report: takes one line of progress at a time.

    Raises:
        LfiError: the training failed, or its jobs vanished too often.
    """
    state = State(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(state.lock):
        if state.completion(specification.key) is None:
            job = _attach(state, specification)
            try:
                _wait(state, specification, resources, job, report)
            except KeyboardInterrupt:
                if out := state.job():
                    report(f"interrupted; job {out.id} goes on, and the next run attaches to it")
                raise
        _promote(state, specification.key, outputs)


def _attach(state: State, specification: Specification) -> Job | None:
    """The live job of this very training, if there is one; the folder is made ready for a new one otherwise."""
    job = state.job()
    if job and executor.is_live(job) and state.specification().key == specification.key:
        return job
    state.create(specification)
    return None


def _wait(
    state: State, specification: Specification, resources: Resources, job: Job | None, report: Callable[[str], None]
) -> None:
    attempts, reported = 0, time.monotonic()
    while True:
        if job is None:
            attempts += 1
            state.forget_failure()
            job = executor.submit(state, resources, attempts)
            state.record_job(job)
        live = executor.is_live(job)
        # Only after the job is gone are its records final: look at them after looking at the job.
        if state.completion(specification.key):
            return
        if failure := state.failure():
            raise LfiError(f"the training failed; its job's last lines, from {state.logs}:\n{failure}")
        if not live:
            if attempts >= ATTEMPTS:
                raise LfiError(
                    f"the training's jobs vanished {attempts} times; the last lines, from {state.logs}:\n"
                    + executor.last_lines(state)
                )
            job = None
            continue
        if time.monotonic() - reported > REPORT and (progress := state.progress()):
            report(progress_line(progress))
            reported = time.monotonic()
        time.sleep(POLL)


def progress_line(progress: dict[str, Any]) -> str:
    """``epoch 12/32  loss -6.41  validation -6.52  0:08 left``"""
    minutes, seconds = divmod(round(progress["seconds_left"]), 60)
    validation = "" if progress["validation"] is None else f"  validation {progress['validation']:.4g}"
    epoch = f"epoch {progress['epoch']:>{len(str(progress['epochs']))}}/{progress['epochs']}"
    return f"{epoch}  loss {progress['loss']:.4g}{validation}  {minutes}:{seconds:02d} left"


def _promote(state: State, key: str, outputs: Path) -> None:
    """Copy the finished files to where Snakemake wants them, each aside first."""
    record = state.completion(key)
    assert record is not None
    outputs.mkdir(parents=True, exist_ok=True)
    for name in record["files"]:
        aside = outputs / f".{name}"
        shutil.copyfile(state.result / name, aside)
        aside.replace(outputs / name)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One driver a training: a second waits for the first."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
