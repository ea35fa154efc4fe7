"""Print what of a profile works on this machine or cluster, and what to change where it does not."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lfi.commands.program import Program
from lfi.config.loading import read, results_folder
from lfi.errors import LfiError
from lfi.launch import doctor as checks
from lfi.launch.placement import Placement
from lfi.tables import table


def doctor(configuration: Path, arguments: Sequence[str]) -> bool:
    """Examine a profile; returns whether a check fails.

    Args:
        configuration: the configuration file, whose results folder the jobs must see.
        arguments: the profile's folder, and the seconds that a job may wait in the queue.
    """
    profile, patience = Path(arguments[0]), float(arguments[1])
    file = profile / "config.yaml"
    if not file.exists():
        known = ", ".join(map(str, sorted(Path("profiles").glob("*/"))))
        raise LfiError(f"{file}: no such profile; name one of {known}")
    found = list(examine(read(file), results_folder(configuration).absolute(), patience))
    print(table(found))
    return any(check.result == "FAIL" for check in found)


def examine(profile: dict[str, Any], folder: Path, patience: float) -> Iterator[checks.Check]:
    """The checks of a profile.

    Args:
        profile: what its file holds.
        folder: the results folder.
        patience: seconds that a job may wait in the queue.
    """
    places = targets(profile)
    if any(target.launcher == "slurm" for target in places.values()):
        yield from checks.login(accounting=profile.get("slurm-status-command") != "squeue")
    for name, target in places.items():
        if target.launcher == "slurm":
            yield from checks.partition(name, target, folder, patience, lambda line: print(line, flush=True))
        elif name == "trainings":
            yield from checks.here(folder, target.devices if target.accelerator == "gpu" else 0)


def targets(profile: dict[str, Any]) -> dict[str, Placement]:
    """Where a profile's CPU steps and its trainings run."""
    cpu = profile.get("default-resources", {})
    train = profile.get("set-resources", {}).get("train", {})
    account = "" if profile.get("slurm-no-account") else cpu.get("slurm_account", "")
    steps = Placement(
        launcher="slurm" if profile.get("executor") == "slurm" else "local",
        partition=cpu.get("slurm_partition", ""),
        account=account,
        minutes=cpu.get("runtime", 60),
        memory_mb=cpu.get("mem_mb", 1000),
    )
    known = {name: value for name, value in train.items() if name in Placement.model_fields}
    return {"CPU steps": steps, "trainings": Placement(**known)}


if __name__ == "__main__":
    Program(doctor).main()
