"""Where trainings are submitted to: what a profile says, beside the estimator's own resources."""

from typing import Literal

from lfi.config.estimators import Resources


class Target(Resources):
    """The place of a training, from the ``train`` rule's resources. Nothing here changes its result.

    Attributes:
        launcher: ``local`` for this machine, ``slurm`` for a cluster.
        partition, account, qos, gpu_type: SLURM's, where not empty.
        setup: a shell command that the job runs first.
        python: the command that starts Python on the node, inside a container for one; this Python where empty.
        checkpoint_seconds: time between two checkpoints.
        notice_seconds: how long before its time is up a job is told to save.
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
