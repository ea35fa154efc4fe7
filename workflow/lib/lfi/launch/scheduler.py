"""What the driver asks of a scheduler, and what it can know about a job."""

from enum import Enum
from typing import Protocol

from lfi.launch.placement import Placement
from lfi.launch.state import Job, State


class TryLater(Exception):
    """No job can be submitted now: try again later. The message says what it waits for."""


class SchedulerAway(TryLater):
    """The scheduler did not answer.

    Args:
        said: what was said instead.
    """

    def __init__(self, said: str) -> None:
        super().__init__(f"the scheduler does not answer, trying again: {said}")


class Liveness(Enum):
    """LIVE: it may still write its completion record. GONE: it cannot. UNKNOWN: ask again; never submit again."""

    LIVE = "live"
    GONE = "gone"
    UNKNOWN = "unknown"


class Scheduler(Protocol):
    """Runs jobs on this machine, or on a cluster."""

    def submit(self, state: State, placement: Placement) -> Job:
        """Submit the next job of a training.

        Args:
            state: the training's state folder.
            placement: where the job runs.

        Raises:
            TryLater: the scheduler did not answer, or what the job needs is in use.
            LfiError: the scheduler refused.
        """
        ...

    def find(self, state: State) -> Job | None:
        """A running job of the training that is not recorded: a driver may die between submission and record.

        Raises:
            TryLater: the scheduler did not answer, or there is one that cannot start and has to end first.
        """
        ...

    def liveness(self, job: Job) -> Liveness:
        """Whether the job may still write its completion record."""
        ...

    def waits(self, job: Job) -> str:
        """What a job that has not started waits for; empty if it runs, or if that is unknown.

        Raises:
            LfiError: it waits for something that will not come.
        """
        ...

    def verdict(self, job: Job) -> str:
        """The state in which a job ended, where the scheduler remembers it: CANCELLED, TIMEOUT …"""
        ...

    def cancel(self, job: Job) -> None:
        """End the job; its checkpoints stay."""
        ...
