"""The jobs of one training, on whichever scheduler runs them."""

import time
from collections.abc import Callable
from pathlib import Path

from lfi.errors import LfiError
from lfi.launch.lease import holder
from lfi.launch.local import LocalScheduler
from lfi.launch.patience import Patience
from lfi.launch.placement import Placement
from lfi.launch.progress import progress_line
from lfi.launch.scheduler import Liveness, Scheduler, TryLater
from lfi.launch.slurm import SlurmScheduler
from lfi.launch.stall import StallWatch
from lfi.launch.state import Job, State

# States in which a job ends if another one would end alike.
HOPELESS = ("FAILED", "OUT_OF_MEMORY", "BOOT_FAIL", "DEADLINE")


class Jobs:
    """Submits, watches and ends the jobs of one training.

    Args:
        state: the training's state folder.
        placement: where its next jobs run.
        shared: a folder that the drivers of a run share.
        report: receives the lines of progress, one at a time.
        patience: how long to wait between questions.
        check: called before a job is submitted; raises LfiError where none may be.
    """

    def __init__(
        self,
        state: State,
        placement: Placement,
        shared: Path,
        report: Callable[[str], None],
        patience: Patience,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self.state, self.placement, self.report, self.patience, self.told = state, placement, report, patience, ""
        self.check = check
        slurm = SlurmScheduler(shared, anew=True, patience=patience)
        self.schedulers: dict[str, Scheduler] = {"local": LocalScheduler(shared), "slurm": slurm}
        self.cancelled_before = state.cancellation()
        self.stall = StallWatch(state, placement.stalled_minutes)

    def cancelled(self) -> bool:
        """Whether the training was cancelled since this driver started."""
        return self.state.cancellation() != self.cancelled_before

    def attach(self) -> Job | None:
        """The training's newest job if it may still run; one that failed or was cancelled is ended first."""
        for job in self.state.jobs()[-1:]:
            if self.state.failure() or self.cancelled_before.get("job") == job.id:
                self.end(job)
            elif not self.gone(job):
                self.report(f"attached to job {job.id}")
                return job
        return None

    def submit(self) -> Job:
        """The training's running job that is not recorded, or a new one, as soon as the scheduler accepts it.

        Raises:
            LfiError: the training was cancelled meanwhile, or the scheduler refused the job.
        """
        scheduler = self.schedulers[self.placement.launcher]
        while not self.cancelled():
            try:
                job = self._at_work() or scheduler.find(self.state)
                if job is None:
                    self.check()
                    self.state.forget_failure()
                    job = scheduler.submit(self.state, self.placement)
            except TryLater as reason:
                self._report_once(str(reason))
                time.sleep(self.patience.retry)
                continue
            self.state.record_job(job)
            self.report(f"job {job.id}" + (f", from step {step}" if (step := self.state.newest_checkpoint()) else ""))
            return job
        raise cancelled("the training")

    def _at_work(self) -> Job | None:
        """The job that has the lease of the state folder, and may still run: a new one would step back."""
        job = holder(self.state.folder)
        return job if job and not self.gone(job) else None

    def gone(self, job: Job) -> bool:
        """Whether the job can no longer write its completion record."""
        return self.schedulers[job.launcher].liveness(job) is Liveness.GONE

    def end(self, job: Job) -> None:
        """Cancel a job and wait until it is gone."""
        self.cancel(job)
        while not self.gone(job):
            time.sleep(self.patience.poll)

    def cancel(self, job: Job) -> None:
        """End the job; its checkpoints stay."""
        self.schedulers[job.launcher].cancel(job)

    def tell(self, job: Job) -> bool:
        """Report what the job waits for, once, or how far it is.

        Returns:
            Whether it has stalled, and another job is to take its place.

        Raises:
            LfiError: it waits for something that will not come.
        """
        try:
            waits = self.schedulers[job.launcher].waits(job)
        except LfiError:
            self.cancel(job)
            raise
        if waits:
            self.stall.reset()
            self._report_once(f"job {job.id} waits: {waits}")
            return False
        stalled = self.stall.stalled(job.id)
        self._report_once(f"job {job.id} has stalled: {stalled}" if stalled else "")
        if not stalled and (progress := self.state.progress()):
            self.report(progress_line(progress))
        return bool(stalled) and self.placement.restart_stalled

    def replace(self, job: Job, last: bool) -> None:
        """End a job that has stalled.

        Args:
            job: the job.
            last: no other job is to follow.

        Raises:
            LfiError: no other job follows.
        """
        self.end(job)
        if last:
            raise LfiError(f"job {job.id} stalled, as those before it did at this step; look at {self.state.logs}")
        self.report(f"job {job.id} is ended; submitting again")

    def explain(self, job: Job, last: bool) -> None:
        """Report how a job ended that left no result.

        Args:
            job: the job that is gone.
            last: no other job is to follow.

        Raises:
            LfiError: no other job follows, because it was cancelled, would end alike, or was the last.
        """
        verdict = self.schedulers[job.launcher].verdict(job)
        if verdict == "CANCELLED":
            raise cancelled(f"job {job.id}")
        if verdict in HOPELESS or last:
            said = self.state.unwritable() or f"its last lines, from {self.state.logs}:\n{self.state.last_lines()}"
            raise LfiError(f"job {job.id} ended {verdict or 'without a message'}; {said}")
        self.report(f"job {job.id} is gone ({verdict or 'ended without a message'}); submitting again")

    def _report_once(self, line: str) -> None:
        """Report what is waited for, unless it is the line before; an empty line ends the waiting."""
        if line and line != self.told:
            self.report(line)
        self.told = line


def cancelled(what: str) -> LfiError:
    """The error of a training that was cancelled."""
    return LfiError(f"{what} was cancelled; run again to go on from its last checkpoint")
