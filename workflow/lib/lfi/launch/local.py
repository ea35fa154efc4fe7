"""Trainings on this machine, by submitit's local executor."""

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import submitit

from lfi.launch.birth import born
from lfi.launch.devices import Devices
from lfi.launch.job import TrainingJob
from lfi.launch.placement import Placement
from lfi.launch.scheduler import Liveness
from lfi.launch.state import Job, State

# Seconds in which a killed process ends, unless its disk does not answer.
KILLED = 10.0


class LocalScheduler:
    """Starts and watches processes.

    Args:
        folder: shared by the drivers of a run.
    """

    def __init__(self, folder: Path) -> None:
        self.devices = Devices(folder, lambda job: self.liveness(job) is Liveness.LIVE)

    def submit(self, state: State, placement: Placement) -> Job:
        if placement.accelerator == "cpu":
            return _start(state, placement)
        return self.devices.lend(placement.devices, lambda names: _start(state, placement, names))

    def find(self, state: State) -> Job | None:
        """Always None: a process is recorded as soon as it is started."""
        return None

    def liveness(self, job: Job) -> Liveness:
        """Whether the job's process exists: LIVE or GONE, never UNKNOWN."""
        return Liveness.LIVE if job.born is not None and born(int(job.id)) == job.born else Liveness.GONE

    def waits(self, job: Job) -> str:
        """Always empty: a process starts at once."""
        return ""

    def verdict(self, job: Job) -> str:
        """Always empty: nobody remembers how a process ended."""
        return ""

    def cancel(self, job: Job) -> None:
        """End the job's processes; its checkpoints stay."""
        if self.liveness(job) is Liveness.LIVE:
            with suppress(psutil.NoSuchProcess):
                process = psutil.Process(int(job.id))
                _kill([*process.children(recursive=True), process])


def _kill(processes: list[psutil.Process]) -> None:
    """Kill processes and wait, at most ``KILLED`` seconds, until none of them runs."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    end = time.monotonic() + KILLED
    while any(born(process.pid) for process in processes) and time.monotonic() < end:
        time.sleep(0.02)


def _start(state: State, placement: Placement, devices: Sequence[str] = ()) -> Job:
    """Start the processes of one job, one a device."""
    executor = submitit.LocalExecutor(folder=state.logs, python=placement.python or None)
    executor.update_parameters(
        timeout_min=placement.minutes,
        signal_delay_s=placement.notice_seconds,
        tasks_per_node=placement.devices,
    )
    job = TrainingJob(str(state.folder), placement.model_dump(), devices)
    with _terminal_ignored():
        submitted = executor.submit(job)
    # submitit's folder of files holds pickles: they are read by the job alone, never to learn a result.
    return Job(submitted.job_id, "local", born=born(int(submitted.job_id)))


@contextmanager
def _terminal_ignored() -> Iterator[None]:
    """Processes started inside ignore Ctrl-C and a closing terminal: ignored signals are inherited."""
    handlers = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
