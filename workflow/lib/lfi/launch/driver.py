"""The driver of one training: submit it unless it is done or under way, wait, and put its files in place."""

import fcntl
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lfi.errors import LfiError
from lfi.launch.local import LocalScheduler
from lfi.launch.scheduler import Liveness, Scheduler, SchedulerAway
from lfi.launch.slurm import SlurmScheduler
from lfi.launch.state import Job, State
from lfi.launch.target import Target
from lfi.training.specification import Specification
from lfi.writing import whole

# Jobs of one training that may vanish one after the other, without a new checkpoint, before it counts as failed.
ATTEMPTS = 3
# Seconds between two looks at the state folder, two lines of progress, and two tries to reach the scheduler.
POLL, REPORT, RETRY = 0.5, 5.0, 10.0
# Seconds that a record may need to arrive through a shared filesystem after its job has gone.
ARRIVAL = 3.0
# Ends of a job after which another one would end alike.
HOPELESS = ("FAILED", "OUT_OF_MEMORY", "BOOT_FAIL", "DEADLINE")


class Driver:
    """Brings one training to its end.

    Args:
        specification: the training.
        folder: its state folder.
        target: where its jobs go.
        shared: a folder that the drivers of a run share.
        report: takes one line of progress at a time.
    """

    def __init__(
        self, specification: Specification, folder: Path, target: Target, shared: Path, report: Callable[[str], None]
    ) -> None:
        self.specification, self.state = specification, State(folder)
        self.target, self.report, self.told = target, report, ""
        slurm = SlurmScheduler(shared, since=time.time())
        self.schedulers: dict[str, Scheduler] = {"local": LocalScheduler(), "slurm": slurm}

    def drive(self, outputs: Path) -> None:
        """Wait until the training is done, submitting what it needs, and copy its files to ``outputs``.

        Raises:
            LfiError: the training failed, was cancelled, or its jobs vanished too often.
        """
        self.state.folder.mkdir(parents=True, exist_ok=True)
        with _locked(self.state.lock, self.report):
            try:
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
        if self._done():
            return
        job, fruitless, reported = self._attach(), 0, time.monotonic()
        step = self.state.newest_checkpoint()
        while True:
            if job is None:
                job = self._submit()
            gone = self.schedulers[job.launcher].liveness(job) is Liveness.GONE
            # Only what is read after the job was seen to be gone is its last word.
            if gone:
                time.sleep(ARRIVAL)
            if self._done():
                return
            if failure := self.state.failure():
                self.schedulers[job.launcher].cancel(job)  # other ranks may still wait for the one that failed
                raise LfiError(f"the training failed; the last lines of its job, from {self.state.logs}:\n{failure}")
            if gone:
                # A job that got further than the one before has not vanished in vain.
                before, step = step, self.state.newest_checkpoint()
                fruitless = fruitless + 1 if step == before else 0
                self._explain(job, fruitless)
                job = None
            elif time.monotonic() - reported > REPORT:
                self._tell(job)
                reported = time.monotonic()
            time.sleep(POLL)

    def _tell(self, job: Job) -> None:
        """Report what the job waits for, once, or how far it is."""
        try:
            waits = self.schedulers[job.launcher].waits(job)
        except LfiError:
            self.schedulers[job.launcher].cancel(job)
            raise
        if waits and waits != self.told:
            self.report(f"job {job.id} waits: {waits}")
        elif not waits and (progress := self.state.progress()):
            self.report(progress_line(progress))
        self.told = waits

    def _attach(self) -> Job | None:
        """The job of this very training that may be out; the folder is made ready for a new one otherwise."""
        for job in self.state.jobs()[-1:]:
            scheduler = self.schedulers[job.launcher]
            if self.state.failure():
                scheduler.cancel(job)
                while scheduler.liveness(job) is not Liveness.GONE:
                    time.sleep(POLL)
            elif scheduler.liveness(job) is not Liveness.GONE:
                self.report(f"attached to job {job.id}")
                return job
        self.state.create(self.specification)
        return None

    def _submit(self) -> Job:
        """The job that is out, or a new one; the scheduler may be away for a while."""
        scheduler = self.schedulers[self.target.launcher]
        while True:
            try:
                job = scheduler.find(self.state)
                if job is None:
                    self.state.forget_failure()
                    job = scheduler.submit(self.state, self.target)
                break
            except SchedulerAway as away:
                self.report(f"the scheduler does not answer, trying again: {away}")
                time.sleep(RETRY)
        self.state.record_job(job)
        self.report(f"job {job.id}" + (f", from step {step}" if (step := self.state.newest_checkpoint()) else ""))
        return job

    def _explain(self, job: Job, fruitless: int) -> None:
        """Raise if another job would end as this one did."""
        verdict = self.schedulers[job.launcher].verdict(job)
        if verdict == "CANCELLED":
            raise LfiError(f"job {job.id} was cancelled; run again to go on from its last checkpoint")
        if verdict in HOPELESS or fruitless >= ATTEMPTS:
            said = self.state.unwritable() or f"its last lines, from {self.state.logs}:\n{self.state.last_lines()}"
            raise LfiError(f"job {job.id} ended {verdict or 'without a word'}; {said}")
        self.report(f"job {job.id} is gone ({verdict or 'ended without a word'}); submitting again")

    def _promote(self, outputs: Path) -> None:
        """Copy the finished files to where Snakemake wants them."""
        record = self.state.completion(self.specification.key)
        assert record is not None
        for name in record["files"]:
            with whole(outputs / name) as aside:
                shutil.copyfile(self.state.result / name, aside)


def progress_line(progress: dict[str, Any]) -> str:
    """``epoch 12/32  loss -6.41  validation -6.52  0:08 left``"""
    validation = "" if progress["validation"] is None else f"  validation {progress['validation']:.4g}"
    epoch = f"epoch {progress['epoch']:>{len(str(progress['epochs']))}}/{progress['epochs']}"
    return f"{epoch}  loss {progress['loss']:.4g}{validation}  {duration(progress['seconds_left'])} left"


def duration(seconds: float) -> str:
    """``75.4`` → ``1:15``, and hours before that where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


@contextmanager
def _locked(path: Path, report: Callable[[str], None]) -> Iterator[None]:
    """One driver a training: a second waits for the first."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("another run drives this training; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
