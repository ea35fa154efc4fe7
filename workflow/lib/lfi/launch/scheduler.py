"""What a scheduler is to the driver, and what can be known of a job that one is waiting for."""

from enum import Enum
from typing import Protocol

from lfi.launch.state import Job, State
from lfi.launch.target import Target


class SchedulerAway(Exception):
    """The scheduler did not answer: ask again later."""


class Liveness(Enum):
    """LIVE: it may still write its completion record. GONE: it cannot. UNKNOWN: ask again; never submit again."""

    LIVE = "live"
    GONE = "gone"
    UNKNOWN = "unknown"


class Scheduler(Protocol):
    """What runs jobs: this machine, or a cluster."""

    def submit(self, state: State, target: Target) -> Job:
        """Submit the training's next job.

        Raises:
            SchedulerAway: the scheduler did not answer.
            LfiError: the scheduler refused.
        """
        ...

    def find(self, state: State) -> Job | None:
        """A job of the training that is out, whoever submitted it: a driver may have died before it took note.

        Raises:
            SchedulerAway: the scheduler did not answer.
        """
        ...

    def liveness(self, job: Job) -> Liveness:
        """Whether the job may still write its completion record."""
        ...

    def waits(self, job: Job) -> str:
        """What a job that has not started waits for; empty if it runs, or nobody knows.

        Raises:
            LfiError: it waits for something that will not come.
        """
        ...

    def verdict(self, job: Job) -> str:
        """The state in which a job that is gone ended, where the scheduler remembers: CANCELLED, TIMEOUT …"""
        ...

    def cancel(self, job: Job) -> None:
        """End the job; its checkpoints stay."""
        ...
