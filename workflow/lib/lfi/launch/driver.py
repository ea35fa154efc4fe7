"""The driver of one training: submit a job unless it is done or running, wait, and copy its result."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from lfi.errors import LfiError
from lfi.launch.jobs import Jobs, cancelled
from lfi.launch.lock import locked
from lfi.launch.patience import PATIENCE, Patience
from lfi.launch.placement import Placement
from lfi.launch.state import Job, State
from lfi.training.specification import Specification
from lfi.writing import whole

# Jobs of one training that may vanish or stall in a row, without a new checkpoint, before it counts as failed.
ATTEMPTS = 3


class Attempts:
    """Counts the jobs of a training that ended one after the other without a new checkpoint.

    Args:
        state: the training's state folder.
    """

    def __init__(self, state: State) -> None:
        self.state, self.fruitless, self.step = state, 0, state.newest_checkpoint()

    def spent(self) -> bool:
        """Whether a job that has ended now was the last one that may."""
        before, self.step = self.step, self.state.newest_checkpoint()
        self.fruitless = self.fruitless + 1 if self.step == before else 0
        return self.fruitless >= ATTEMPTS


class Driver:
    """Brings one training to its end.

    Args:
        specification: the training.
        folder: its state folder.
        placement: where its jobs run.
        shared: a folder that the drivers of a run share.
        report: receives the lines of progress, one at a time.
        patience: how long it waits between its questions.
        check: called before a job is submitted; raises LfiError where none may be, because the run was cancelled.
    """

    def __init__(
        self,
        specification: Specification,
        folder: Path,
        placement: Placement,
        shared: Path,
        report: Callable[[str], None],
        patience: Patience = PATIENCE,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self.specification, self.state = specification, State(folder)
        self.report, self.patience = report, patience
        self.jobs = Jobs(self.state, placement, shared, report, patience, check)

    def drive(self, outputs: Path, again: bool = False) -> None:
        """Wait until the training is done, submitting the jobs that it needs, and copy its result.

        Args:
            outputs: the folder that receives the files.
            again: whether a finished training is trained again; an unfinished one goes on.

        Raises:
            LfiError: the training failed, was cancelled, or its jobs vanished too often.
        """
        self.state.folder.mkdir(parents=True, exist_ok=True)
        with locked(self.state.lock, self.report):
            try:
                if again and self._done():
                    self.state.forget_result()
                if not self._done():
                    self._finish()
            except KeyboardInterrupt:
                if jobs := self.state.jobs():
                    self.report(f"interrupted; job {jobs[-1].id} goes on, and the next run attaches to it")
                raise
            self._promote(outputs)

    def _done(self) -> bool:
        return self.state.completion(self.specification.key) is not None

    def _finish(self) -> None:
        """Submit and wait until there is a completion record."""
        job = self.jobs.attach()
        if job is None:
            self.state.create(self.specification)
        attempts, reported = Attempts(self.state), time.monotonic()
        while True:
            if job is None:
                job = self.jobs.submit()
            gone = self.jobs.gone(job)
            # Only what is read after the job was seen to be gone is its last word.
            if gone:
                time.sleep(self.patience.arrival)
            if self._done():
                return
            self._check(job)
            if gone:
                self.jobs.explain(job, last=attempts.spent())
                job = None
            elif time.monotonic() - reported > self.patience.report:
                reported = time.monotonic()
                if self.jobs.tell(job):
                    self.jobs.replace(job, last=attempts.spent())
                    job = None
            time.sleep(self.patience.poll)

    def _check(self, job: Job) -> None:
        """End the job and raise if the training was cancelled or has failed."""
        if self.jobs.cancelled():
            self.jobs.end(job)
            raise cancelled(f"job {job.id}")
        if failure := self.state.failure():
            self.jobs.cancel(job)  # other ranks may still wait for the one that failed
            raise LfiError(f"the training failed; the last lines of its job, from {self.state.logs}:\n{failure}")

    def _promote(self, outputs: Path) -> None:
        """Copy the result to where Snakemake expects it."""
        record = self.state.completion(self.specification.key)
        assert record is not None
        for name in record["files"]:
            with whole(outputs / name) as aside:
                shutil.copyfile(self.state.result / name, aside)
