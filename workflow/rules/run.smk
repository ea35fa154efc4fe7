# One run at a time has a results folder: its lock goes with this process, so nothing has to be unlocked by hand.
from lfi.launch.runs import RunLock


onstart:
    if IS_FIRST:
        begin()


def begin():
    """Take the results folder, and stop after the jobs that are at work once the run is cancelled."""
    say = lambda line: print(line, file=sys.stderr)
    lock = RunLock(RESULTS)
    # The SLURM plugin gives all its jobs one name in the queue.
    queue_name = getattr(workflow.scheduler._executor, "run_uuid", "")
    try:
        lock.take(RUN, queue_name, say)
    except LfiError as error:
        sys.exit(str(error))
    lock.watch(RUN, say)
