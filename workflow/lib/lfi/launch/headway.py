"""Whether allocations are long enough for a training to get anywhere."""

from lfi.errors import LfiError
from lfi.launch.state import State

# Allocations in a row, and the least part of all steps that a training must take in them: with less, it would need
# hundreds of allocations.
ALLOCATIONS, LEAST = 3, 0.01


def check_headway(state: State, minutes: int) -> None:
    """Take note of how many steps a whole allocation was enough for.

    Args:
        state: the training's state folder.
        minutes: walltime of an allocation.

    Raises:
        LfiError: the last allocations brought the training nowhere.
    """
    progress, starts = state.progress(), state.starts()
    if not progress or not starts:
        return
    done = state.record_allocation(progress["step"] - starts[-1]["step"])[-ALLOCATIONS:]
    if len(done) == ALLOCATIONS and sum(done) < LEAST * progress["steps"]:
        steps = (
            f"{ALLOCATIONS} allocations of {minutes} minutes were enough for {sum(done)} of {progress['steps']} steps"
        )
        raise LfiError(f"{steps}: give the training more minutes, or a shorter notice_seconds, and run again")
