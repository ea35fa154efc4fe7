"""When a process started: tells it from a later one that has the same id."""

import psutil


def born(pid: int) -> float | None:
    """When a process of this machine started, seconds since the epoch; None if it has ended.

    Args:
        pid: the process id.
    """
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.NoSuchProcess:
        return None
