# One run at a time has a results folder: its lock goes with this process, so nothing has to be unlocked by hand.
from lfi.diagnostics.ranking import read, screen
from lfi.launch.placement import Placement
from lfi.launch.runs import RunLock
from lfi.launch.usage import Usages
from lfi.tables import table as aligned


onstart:
    if IS_FIRST:
        try:
            check_walltimes()
            begin()
        except LfiError as error:
            sys.exit(str(error))


def check_walltimes():
    """Refuse allocations in which a training would get nowhere."""
    needed, train = workflow.dag.needrun_jobs(), rules.train.rule
    trainings = [job for job in needed if job.rule is train]
    for job in trainings:
        if wrong := Placement.of(dict(job.resources.items())).too_short():
            raise LfiError(f"train {'/'.join(job.wildcards)}: {wrong}")


def begin():
    """Take the results folder, and stop after the jobs that are at work once the run is cancelled."""
    say = lambda line: print(line, file=sys.stderr)
    lock = RunLock(RESULTS)
    # The SLURM plugin gives all its jobs one name in the queue.
    lock.take(RUN, queued(), say)
    lock.watch(RUN, say)
    Usages(RESULTS).begin()


def tell_usage():
    """What the jobs on other nodes used of what they asked for."""
    if queued() and (rows := Usages(RESULTS, RUN).rows()):
        print(aligned(rows), file=sys.stderr)


def queued():
    """The name of this run's CPU jobs in the queue; empty where jobs run on this machine."""
    return getattr(workflow.scheduler._executor, "run_uuid", "")


def verdict():
    """The end of a run, also of one in which a step failed: what its jobs used, which posterior to use, and why."""
    tell_usage()
    for name in CONFIG.problems:
        if (ranks := RESULTS / name / "ranks.csv").exists():
            print(screen(name, read(ranks)), file=sys.stderr)
    if (page := RESULTS / "report.html").exists():
        print(f"Report: {page.resolve()}", file=sys.stderr)
