"""How the processes of a distributed training find each other: submitit's environment as one of Lightning's."""

import os

import submitit
from lightning.fabric.plugins.environments.cluster_environment import ClusterEnvironment

# Ports for the processes of a job, chosen by its id: jobs on one node have different ones.
PORTS = range(20_000, 30_000)


class SubmititProcesses(ClusterEnvironment):
    """One process a device, started by the scheduler, on this machine or under SLURM.

    Args:
        environment: what submitit knows of this process and its job.
    """

    def __init__(self, environment: submitit.JobEnvironment) -> None:
        super().__init__()
        self.environment = environment
        os.environ.setdefault("MASTER_ADDR", self.main_address)
        os.environ.setdefault("MASTER_PORT", str(self.main_port))

    @property
    def creates_processes_externally(self) -> bool:
        return True

    @property
    def main_address(self) -> str:
        return self.environment.hostnames[0]

    @property
    def main_port(self) -> int:
        return PORTS[int(self.environment.job_id.split("_")[0]) % len(PORTS)]

    @staticmethod
    def detect() -> bool:
        return False

    def world_size(self) -> int:
        return self.environment.num_tasks

    def set_world_size(self, size: int) -> None:
        pass

    def global_rank(self) -> int:
        return self.environment.global_rank

    def set_global_rank(self, rank: int) -> None:
        pass

    def local_rank(self) -> int:
        return self.environment.local_rank

    def node_rank(self) -> int:
        return self.environment.node
