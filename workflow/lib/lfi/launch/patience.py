"""How long a driver waits between its questions, and how long it believes an answer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """Times of waiting, seconds. The defaults suit a cluster with a shared filesystem; tests wait less.

    Attributes:
        poll: between two looks at the state folder.
        report: between two lines of progress.
        retry: between two attempts to submit a job.
        arrival: a record may need through a shared filesystem after its job has ended.
        fresh: age up to which an answer of squeue serves every driver.
    """

    poll: float = 0.5
    report: float = 5.0
    retry: float = 10.0
    arrival: float = 3.0
    fresh: float = 10.0


PATIENCE = Patience()
