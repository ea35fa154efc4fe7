"""Where the jobs of a training run: the profile's settings, with the estimator's resources."""

import math
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import ValidationError

from lfi.config.estimators import Resources
from lfi.errors import LfiError


class Placement(Resources):
    """Where the jobs of a training run, from the resources of the rule ``train``. Nothing here changes a result.

    Attributes:
        launcher: ``local`` for this machine, ``slurm`` for a cluster.
        partition: SLURM partition; empty for the cluster's default.
        account: SLURM account; empty for the user's default.
        qos: SLURM quality of service; empty for the default.
        gpu_type: type of GPU, such as ``a100``; empty for any.
        setup: a shell command that the job runs first.
        python: the command that starts Python on the node, such as one inside a container; empty for this Python.
        checkpoint_seconds: time between two checkpoints, seconds.
        notice_seconds: time before the end of an allocation at which the training is told to save, seconds.
        stalled_minutes: time without a step after which a training counts as stalled, minutes; 0 for ten times the
            usual time of a step, and at least five minutes.
        restart_stalled: whether a stalled training goes on in a new job, from its last checkpoint.
    """

    launcher: Literal["local", "slurm"] = "local"
    partition: str = ""
    account: str = ""
    qos: str = ""
    gpu_type: str = ""
    setup: str = ""
    python: str = ""
    checkpoint_seconds: float = 60.0
    notice_seconds: int = 90
    stalled_minutes: float = 0.0
    restart_stalled: bool = False

    @classmethod
    def of(cls, resources: Mapping[str, Any]) -> "Placement":
        """The placement of a training, among the resources of its rule.

        Raises:
            LfiError: a resource cannot be understood.
        """
        try:
            return cls(**{name: value for name, value in resources.items() if name in cls.model_fields})
        except ValidationError as invalid:
            mistakes = [(".".join(map(str, e["loc"])), e["msg"], e["input"]) for e in invalid.errors()]
        raise LfiError("; ".join(f"{where}: {what}, not {given!r}" for where, what, given in mistakes))

    def too_short(self) -> str:
        """What is wrong with an allocation most of which comes after the notice of its end; empty: nothing.

        >>> Placement(minutes=3).too_short()
        ''
        >>> Placement(minutes=2).too_short()
        'minutes: 2 is too short: a training is asked to save 90 s (notice_seconds) before its end; use 3'
        """
        if 2 * self.notice_seconds <= 60 * self.minutes:
            return ""
        notice = f"a training is asked to save {self.notice_seconds} s (notice_seconds) before its end"
        return f"minutes: {self.minutes} is too short: {notice}; use {math.ceil(self.notice_seconds / 30)}"
