"""What runs on the node."""

import contextlib
import os
import signal
import subprocess
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

import submitit

from lfi.errors import LfiError
from lfi.launch.state import State
from lfi.launch.target import Target
from lfi.training.specification import code_digest


class TrainingJob:
    """A training, as submitit pickles it: by name, with nothing but the path of its state folder and where it runs."""

    def __init__(self, folder: str, target: dict[str, Any]) -> None:
        self.folder, self.target = folder, target

    def __call__(self) -> None:
        """Train and write the completion record; an exception leaves a failure record, then goes on its way."""
        asked = StopRequest()
        state = State(Path(self.folder))
        environment = submitit.JobEnvironment()
        if environment.global_rank == 0:
            state.record_start(environment.job_id, os.environ.get("SLURMD_NODENAME", environment.hostname))
        try:
            specification = state.specification()
            if code_digest(specification.estimator) != specification.code:
                raise LfiError("the training's code changed between submission and start; run snakemake again")
            # torch is for the node
            from lfi.launch.processes import SubmititProcesses
            from lfi.training.checkpoints import Interrupted
            from lfi.training.fit import Place, fit

            processes = SubmititProcesses(environment) if environment.num_tasks > 1 else None
            target = Target(**self.target)
            place = Place(target, processes, asked, target.checkpoint_seconds)
            try:
                wrote = fit(specification, state.folder, place)
            except Interrupted as stop:
                print(stop)
                if environment.global_rank == 0 and not asked.preempted:
                    requeue(environment)
                return
        except Exception:
            with contextlib.suppress(OSError):  # a full disk: the log has it too
                state.record_failure(traceback.format_exc())
            raise
        if wrote:
            state.record_completion(specification.key)


class StopRequest:
    """Whether the scheduler wants the node back: SIGTERM means preemption, SIGUSR2 that the time is nearly up.

    Lightning puts its own handlers in place when a training starts: asking puts ours back.
    """

    def __init__(self) -> None:
        self.received: int | None = None
        self._listen()

    def _listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGUSR2):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.received = number

    @property
    def preempted(self) -> bool:
        """Whether the scheduler itself puts the job back into the queue."""
        return self.received == signal.SIGTERM

    def __call__(self) -> bool:
        if signal.getsignal(signal.SIGTERM) != self._note:
            self._listen()
        return self.received is not None


def requeue(environment: submitit.JobEnvironment) -> None:
    """Put this job back into the queue under the same id, or leave it to the driver where that is not allowed."""
    if environment.cluster == "slurm":
        subprocess.run(["scontrol", "requeue", os.environ["SLURM_JOB_ID"]], check=False)
