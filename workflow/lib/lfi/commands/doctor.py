"""Print what of a profile works on this machine or cluster, and what to change where it does not."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lfi.commands.snakemake import profile_folder
from lfi.config.loading import read, results_folder
from lfi.errors import LfiError
from lfi.launch import doctor as checks
from lfi.launch.placement import Placement
from lfi.tables import table

# Minutes of the units of a duration.
MINUTES = {"s": 1 / 60, "m": 1, "h": 60, "d": 1440, "w": 10080}


def doctor(configuration: Path, profile: str, patience: float) -> bool:
    """Examine a profile; returns whether a check fails.

    Args:
        configuration: the configuration file, whose results folder the jobs must see.
        profile: as for ``profile_folder``.
        patience: seconds that a job may wait in the queue.
    """
    settings = read(profile_folder(profile) / "config.yaml")
    found = list(examine(settings, results_folder(configuration).absolute(), patience))
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
            yield checks.check("here", "walltime allowed", target.too_short())
            yield from checks.here(folder, target.devices if target.accelerator == "gpu" else 0)


def targets(profile: dict[str, Any]) -> dict[str, Placement]:
    """Where a profile's CPU steps and its trainings run."""
    cpu = _resources(profile.get("default-resources") or {})
    train = _of_rule("train", profile.get("set-resources") or {})
    account = "" if profile.get("slurm-no-account") else cpu.get("slurm_account", "")
    steps = {
        "launcher": "slurm" if profile.get("executor") == "slurm" else "local",
        "partition": cpu.get("slurm_partition", ""),
        "account": account,
        "minutes": _minutes(cpu.get("runtime", 60)),
        "notice_seconds": 0,
        "memory_mb": cpu.get("mem_mb", 1000),
    }
    return {
        "CPU steps": _placement("default-resources", steps),
        "trainings": _placement("set-resources: train", train),
    }


def _placement(where: str, fields: dict[str, Any]) -> Placement:
    try:
        return Placement.of(fields)
    except LfiError as mistakes:
        raise LfiError(f"the profile's {where}: {mistakes}") from None


def _resources(given: dict[str, Any] | list[str]) -> dict[str, Any]:
    """Resources in either form that Snakemake takes: keys and values, or a list of ``name=value``."""
    pairs = given.items() if isinstance(given, dict) else (str(item).partition("=")[::2] for item in given)
    return {name.strip(): value.strip().strip("'\"") if isinstance(value, str) else value for name, value in pairs}


def _of_rule(rule: str, given: dict[str, Any] | list[str]) -> dict[str, Any]:
    """The resources that a profile sets for one rule: keys of the rule, or a list of ``rule:name=value``.

    Args:
        rule: its name.
        given: the profile's ``set-resources``.
    """
    if isinstance(given, dict):
        return _resources(given.get(rule) or {})
    return _resources([item.removeprefix(f"{rule}:") for item in given if item.startswith(f"{rule}:")])


def _minutes(runtime: Any) -> Any:
    """A runtime in minutes: Snakemake takes a number of minutes, or a duration such as 4h.

    >>> _minutes("4h"), _minutes("1d"), _minutes("90"), _minutes(90)
    (240, 1440, '90', 90)
    """
    if isinstance(runtime, str) and (match := re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhdw])[a-z]*", runtime.strip())):
        return max(1, round(float(match[1]) * MINUTES[match[2]]))
    return runtime
