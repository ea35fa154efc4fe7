# One run at a time has a results folder: its lock goes with this process, so nothing has to be unlocked by hand.
from lfi.launch.placement import Placement
from lfi.launch.runs import RunLock


onstart:
    if IS_FIRST:
        try:
            check_walltimes()
            begin()
        except LfiError as error:
            sys.exit(str(error))


def check_walltimes():
    """Refuse allocations in which a training would get nowhere."""
    for job in workflow.dag.needrun_jobs():
        if job.rule is rules.train.rule:
            if wrong := Placement.of(dict(job.resources.items())).too_short():
                raise LfiError(f"train {'/'.join(job.wildcards)}: {wrong}")


def begin():
    """Take the results folder, and stop after the jobs that are at work once the run is cancelled."""
    say = lambda line: print(line, file=sys.stderr)
    lock = RunLock(RESULTS)
    # The SLURM plugin gives all its jobs one name in the queue.
    lock.take(RUN, getattr(workflow.scheduler._executor, "run_uuid", ""), say)
    lock.watch(RUN, say)
