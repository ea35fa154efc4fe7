"""Trainings on this machine, by submitit's local executor."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
import submitit

from lfi.launch.job import TrainingJob
from lfi.launch.scheduler import Liveness
from lfi.launch.state import Job, State
from lfi.launch.target import Target


class LocalScheduler:
    """Starts and watches processes."""

    def submit(self, state: State, target: Target) -> Job:
        """Start the training's next job."""
        executor = submitit.LocalExecutor(folder=state.logs)
        gpus = target.devices if target.accelerator == "gpu" else 0
        executor.update_parameters(
            timeout_min=target.minutes,
            signal_delay_s=target.notice_seconds,
            tasks_per_node=target.devices,
            gpus_per_node=gpus,
        )
        job = TrainingJob(str(state.folder), target.model_dump())
        with _terminal_ignored():
            submitted = executor.submit(job)
        # submitit's folder of files holds pickles: they are read by the job alone, never to learn a result.
        return Job(submitted.job_id, "local", born=_born(int(submitted.job_id)))

    def find(self, state: State) -> Job | None:
        """A job that is not recorded: a process is recorded as soon as it is started."""
        return None

    def liveness(self, job: Job) -> Liveness:
        """Whether the job's process is there: it is LIVE or GONE, never in doubt."""
        return Liveness.LIVE if job.born is not None and _born(int(job.id)) == job.born else Liveness.GONE

    def waits(self, job: Job) -> str:
        """What the job waits for: nothing."""
        return ""

    def verdict(self, job: Job) -> str:
        """What is known of how the job ended: nothing."""
        return ""

    def cancel(self, job: Job) -> None:
        """End the job's processes; its checkpoints stay."""
        if self.liveness(job) is Liveness.LIVE:
            process = psutil.Process(int(job.id))
            members = [*process.children(recursive=True), process]
            for member in members:
                with suppress(psutil.NoSuchProcess):
                    member.kill()
            psutil.wait_procs(members, timeout=10)


@contextmanager
def _terminal_ignored() -> Iterator[None]:
    """Processes started inside do not hear Ctrl-C or a closing terminal: they inherit what is ignored."""
    heard = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)


def _born(pid: int) -> float | None:
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.NoSuchProcess:
        return None
