"""A node examines itself: the doctor's job, run where trainings and CPU steps will run."""

import fcntl
import importlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from lfi.writing import whole

# Libraries that CPU steps and trainings import.
PACKAGES = ("torch", "lightning", "pyro", "h5py", "snakemake", "bilby")


class Probe:
    """Examines a node, and writes what it finds to ``found.json`` in a folder.

    Args:
        folder: has the doctor's ``token``, and ``lock``, which the doctor holds.
        gpus: how many GPUs torch must see.
    """

    def __init__(self, folder: str, gpus: int) -> None:
        self.folder, self.gpus = Path(folder), gpus

    def __call__(self) -> None:
        """Write the checks: name, and what is wrong, which is empty if the check passes."""
        checks: dict[str, Callable[[], str]] = {
            "environment importable": self._packages,
            "file locks seen": self._locks,
        }
        if "SLURM_JOB_ID" in os.environ:
            checks["requeue allowed"] = self._requeue
        if self.gpus:
            checks["torch sees the GPUs"] = self._devices
        found = {
            "token": (self.folder / "token").read_text(),
            "node": os.environ.get("SLURMD_NODENAME", platform.node()),
            "checks": {name: check() for name, check in checks.items()},
        }
        with whole(self.folder / "found.json") as aside:
            aside.write_text(json.dumps(found))

    def _packages(self) -> str:
        failed = []
        for name in PACKAGES:
            try:
                importlib.import_module(name)
            except Exception as error:  # a library that lacks another one may raise anything
                failed.append(f"{name}: {type(error).__name__}: {error}")
        return f"{'; '.join(failed)}: run make env again, with {sys.executable}" if failed else ""

    def _locks(self) -> str:
        with (self.folder / "lock").open("r+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return ""
        return "a lock held on the login node is not seen here: always run snakemake on the same login node"

    def _requeue(self) -> str:
        command = ["scontrol", "show", "job", os.environ["SLURM_JOB_ID"], "--oneliner"]
        try:
            said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
        except (OSError, subprocess.SubprocessError) as error:
            return f"scontrol does not answer on the node ({error}): a training goes on as a new job instead"
        return "" if "Requeue=1" in said else "the partition forbids it: a training goes on as a new job instead"

    def _devices(self) -> str:
        import torch  # slow, and only where GPUs were asked for

        seen = torch.cuda.device_count()
        if seen == self.gpus:
            return ""
        return f"{seen} of {self.gpus}: is torch {torch.__version__} a CUDA build? does gpu_type name a GPU there?"


if __name__ == "__main__":
    Probe(sys.argv[1], int(sys.argv[2]))()
