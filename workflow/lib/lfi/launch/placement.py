"""Where the jobs of a training run: the profile's settings, with the estimator's resources."""

from typing import Literal

from lfi.config.estimators import Resources


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
