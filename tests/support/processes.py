"""A training by two processes on this machine, which meet as those of a job do."""

import multiprocessing
import os
from collections import Counter
from types import SimpleNamespace

RANKS = 2


def train_together(specification, folder, polls=None):
    """What each process reports: the message of its interruption, if any, and its collective calls from Python.

    The last process asks for a stop from its poll of that number on.
    """
    (folder / "result").mkdir(parents=True, exist_ok=True)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["lfi.training.fit", "lfi.launch.processes"])
    reports = context.SimpleQueue()
    arguments = (specification, folder, polls, reports)
    processes = [context.Process(target=_train, args=(rank, os.getpid(), *arguments)) for rank in range(RANKS)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * RANKS
    return [reports.get() for _ in processes]


def _train(rank, job, specification, folder, polls, reports):
    import torch.distributed
    from lfi.config.estimators import Resources
    from lfi.launch.processes import SubmititProcesses
    from lfi.training import checkpoints
    from lfi.training.fit import Runtime, fit

    checkpoints.SECONDS = 1e9  # so that the number of steps decides when they agree
    calls, asked, message = Counter(), 0, None

    def counted(name):
        collective = getattr(torch.distributed, name)

        def call(*args, **options):
            calls[name] += 1
            return collective(*args, **options)

        return call

    def asked_to_stop():
        nonlocal asked
        asked += 1
        return polls is not None and rank == RANKS - 1 and asked >= polls

    for name in ("all_reduce", "broadcast"):
        setattr(torch.distributed, name, counted(name))
    job = SimpleNamespace(
        num_tasks=RANKS, global_rank=rank, local_rank=rank, node=0, hostnames=["127.0.0.1"], job_id=str(job)
    )
    try:
        fit(specification, folder, Runtime(Resources(devices=RANKS), SubmititProcesses(job), asked_to_stop))
    except checkpoints.Interrupted as stop:
        message = str(stop)
    reports.put((message, dict(calls)))
