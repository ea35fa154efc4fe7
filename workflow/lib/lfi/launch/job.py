"""The job of a training: what runs on the node."""

import contextlib
import os
import signal
import subprocess
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import submitit

from lfi.errors import LfiError
from lfi.launch.headway import check_headway
from lfi.launch.lease import leased
from lfi.launch.placement import Placement
from lfi.launch.state import State
from lfi.launch.usage import USAGE, Meter, append
from lfi.training.specification import Specification, code_digest


class TrainingJob:
    """A training as submitit pickles it: the path of its state folder, and where it runs.

    Args:
        folder: the state folder.
        placement: fields of its ``Placement``.
        devices: names of the GPUs that it uses; empty where the scheduler says so itself, or where it uses none.
    """

    def __init__(self, folder: str, placement: dict[str, Any], devices: Sequence[str] = ()) -> None:
        self.folder, self.placement, self.devices = folder, placement, list(devices)

    def __call__(self) -> None:
        """Train and write the completion record, unless it is there or another job of the training is at work.

        An exception is written down as a failure record, and raised.
        """
        stop = StopRequest()
        state = State(Path(self.folder))
        environment = submitit.JobEnvironment()
        if self.devices:
            os.environ["CUDA_VISIBLE_DEVICES"] = ",".join(self.devices)
        with leased(state.folder, environment, stop.leave) as alone:
            if alone:
                self._train(state, environment, stop)
            else:
                print(f"job {environment.job_id} steps back: another job of this training is at work")

    def _train(self, state: State, environment: submitit.JobEnvironment, stop: "StopRequest") -> None:
        if environment.global_rank == 0:
            node = os.environ.get("SLURMD_NODENAME", environment.hostname)
            devices, minutes = os.environ.get("CUDA_VISIBLE_DEVICES", ""), self.placement["stalled_minutes"]
            state.record_start(environment.job_id, node, devices, minutes)
        try:
            specification = state.specification()
            if code_digest(specification.estimator) != specification.code:
                raise LfiError(
                    "the training's code changed between submission and start; run again, or build its image again"
                )
            if state.completion(specification.key):
                print("the training is done: this job was put back into the queue after its last step")
                return
            meter = Meter()
            try:
                wrote = _fit(specification, state, Placement(**self.placement), environment, stop)
            finally:
                if environment.global_rank == 0:
                    append(state.folder / USAGE, meter.read(self.placement["devices"]))
        except Exception:
            with contextlib.suppress(OSError):  # a full disk: the log has it too
                state.record_failure(traceback.format_exc())
            raise
        if wrote:
            state.record_completion(specification.key)


def _fit(
    specification: Specification,
    state: State,
    placement: Placement,
    environment: submitit.JobEnvironment,
    stop: "StopRequest",
) -> bool:
    """Train; whether this process wrote the result. A training that was asked to stop is put back into the queue."""
    # The driver imports this module on the login node, and no torch.
    from lfi.launch.processes import SubmititProcesses
    from lfi.training.checkpoints import Interrupted
    from lfi.training.fit import Runtime, fit

    processes = SubmititProcesses(environment) if environment.num_tasks > 1 else None
    try:
        return fit(specification, state.folder, Runtime(placement, processes, stop, placement.checkpoint_seconds))
    except Interrupted as interruption:
        print(interruption)
        if environment.global_rank == 0 and not stop.preempted:
            check_headway(state, placement.minutes)
            requeue(environment)
        return False


class StopRequest:
    """Whether the scheduler has asked the job to stop: SIGTERM on preemption, SIGUSR2 near the end of its walltime.

    Lightning installs its handlers when a training starts: each call installs these again.
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
        """Whether the scheduler itself puts the job back into the queue, as it does after a preemption."""
        return self.received == signal.SIGTERM

    def leave(self) -> None:
        """Stop as after a preemption: the job does not go back into the queue."""
        self.received = signal.SIGTERM

    def __call__(self) -> bool:
        if signal.getsignal(signal.SIGTERM) != self._note:
            self._listen()
        return self.received is not None


def requeue(environment: submitit.JobEnvironment) -> None:
    """Put this job back into the queue under the same id; where that is not allowed, the driver submits again."""
    if environment.cluster == "slurm":
        subprocess.run(["scontrol", "requeue", os.environ["SLURM_JOB_ID"]], check=False)
