"""Submitting a training and asking whether it is still there, by submitit."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import submitit

from lfi.config.estimators import Resources
from lfi.launch.job import TrainingJob
from lfi.launch.state import Job, State


def submit(state: State, resources: Resources, attempt: int) -> Job:
    """Start the training's next job on this machine."""
    executor = submitit.LocalExecutor(folder=state.logs)
    executor.update_parameters(timeout_min=resources.minutes, tasks_per_node=resources.devices)
    with _terminal_ignored():
        submitted = executor.submit(TrainingJob(str(state.folder)))
    # submitit's folder of files holds pickles: it is read by the job alone, never to learn a result.
    return Job(submitted.job_id, "local", attempt, born=_born(int(submitted.job_id)))


@contextmanager
def _terminal_ignored() -> Iterator[None]:
    """Processes started inside do not hear Ctrl-C or a closing terminal: they inherit what is ignored."""
    heard = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)


def is_live(job: Job) -> bool:
    """Whether the job may still write a completion record."""
    return job.born is not None and _born(int(job.id)) == job.born


def _born(pid: int) -> float | None:
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.NoSuchProcess:
        return None


def last_lines(state: State, count: int = 15) -> str:
    """The end of what the newest job wrote to its standard error."""
    files = sorted(state.logs.glob("*_log.err"), key=lambda path: path.stat().st_mtime)
    return "\n".join(files[-1].read_text().splitlines()[-count:]) if files else "(it wrote nothing)"
