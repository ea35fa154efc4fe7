"""Trainings that hang: no step for much longer than a step usually takes."""

import time
from typing import Any

from lfi.launch.progress import duration
from lfi.launch.state import State

# A training counts as stalled after this many times the usual time of a step, and never sooner than these seconds.
TIMES, LEAST = 10.0, 300.0


def patience_with(progress: dict[str, Any], minutes: float = 0.0) -> float:
    """Seconds without a step after which a training counts as stalled.

    >>> patience_with({"step": 10, "steps": 20, "seconds_left": 1000.0})
    1000.0

    Args:
        progress: the content of its progress file.
        minutes: as the profile says; 0 for ten times the usual time of a step, and at least five minutes.
    """
    usual = progress["seconds_left"] / max(progress["steps"] - progress["step"], 1)
    return 60 * minutes or max(TIMES * usual, LEAST)


class StallWatch:
    """Looks how long a training has taken no step, by the clock of whoever watches.

    A job that has taken no step since it started, since it loads its libraries and data, is given ``LEAST`` seconds.

    Args:
        state: the training's state folder.
        minutes: as for ``patience_with``.
    """

    def __init__(self, state: State, minutes: float) -> None:
        self.state, self.minutes = state, minutes
        self.start, self.first, self.step = 0, -1, -1
        self.reset()

    def reset(self) -> None:
        """Begin to count: the job has only now started, or waits."""
        self.since = time.monotonic()

    def stalled(self, job_id: str) -> str:
        """That a job takes no step, in words; empty if it does, or has not started.

        Args:
            job_id: the training's newest job.
        """
        progress, starts = self.state.progress(), self.state.starts()
        step = progress["step"] if progress else -1
        if len(starts) != self.start:
            self.start, self.first, self.step = len(starts), step, step
            self.reset()
        elif step != self.step:
            self.step = step
            self.reset()
        if not starts or starts[-1]["job"] != job_id:
            return ""
        patience = patience_with(progress, self.minutes) if progress else LEAST
        if step == self.first:
            patience = max(patience, LEAST)
        if time.monotonic() - self.since <= patience:
            return ""
        return f"no step for more than {duration(patience)} on {starts[-1]['node']}"
