"""Print what of a profile works on this machine or cluster, and what to change where it does not."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from lfi.launch import doctor
from lfi.launch.target import Target
from lfi.tables import table


def targets(profile: dict[str, Any]) -> dict[str, Target]:
    """Where the profile's CPU steps and its trainings run."""
    cpu = profile.get("default-resources", {})
    train = profile.get("set-resources", {}).get("train", {})
    account = "" if profile.get("slurm-no-account") else cpu.get("slurm_account", "")
    steps = Target(
        launcher="slurm" if profile.get("executor") == "slurm" else "local",
        partition=cpu.get("slurm_partition", ""),
        account=account,
        minutes=cpu.get("runtime", 60),
        memory_mb=cpu.get("mem_mb", 1000),
    )
    known = {name: value for name, value in train.items() if name in Target.model_fields}
    return {"CPU steps": steps, "trainings": Target(**known)}


def examine(profile: dict[str, Any], folder: Path, patience: float) -> Iterator[doctor.Check]:
    places = targets(profile)
    if any(target.launcher == "slurm" for target in places.values()):
        yield from doctor.login(accounting=profile.get("slurm-status-command") != "squeue")
    for name, target in places.items():
        if target.launcher == "slurm":
            yield from doctor.partition(name, target, folder, patience, lambda line: print(line, flush=True))
        elif name == "trainings":
            yield from doctor.here(folder, target.devices if target.accelerator == "gpu" else 0)


if __name__ == "__main__":
    file = Path(sys.argv[1]) / "config.yaml"
    if not file.exists():
        sys.exit(f"{file}: no such profile; name one of {', '.join(map(str, sorted(Path('profiles').glob('*/'))))}")
    checks = list(examine(yaml.safe_load(file.read_text()), Path(sys.argv[2]).absolute(), float(sys.argv[3])))
    print(table(checks))
    sys.exit(any(check.result == "FAIL" for check in checks))
