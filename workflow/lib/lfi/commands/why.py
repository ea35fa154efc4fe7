"""Print what is stale and why; make nothing."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from lfi.commands.snakemake import snakemake
from lfi.config.loading import results_folder
from lfi.errors import LfiError
from lfi.provenance.lineage import Lineage
from lfi.provenance.records import Records


def why(configuration: Path, profile: str, options: Sequence[str]) -> None:
    """Print what a run would make again.

    Args:
        configuration: the configuration file.
        profile: the profile's folder or name.
        options: of Snakemake, and targets.

    Raises:
        LfiError: Snakemake can make no plan.
    """
    results = results_folder(configuration)
    command = snakemake(configuration, "--dry-run", "--quiet=host", *options, profile=profile)
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if run.returncode:
        raise LfiError(run.stdout.strip())
    print("\n".join([*stale(run.stdout), *versions(results, run.stdout)]))


def stale(plan: str) -> list[str]:
    """Lines for a person, from what Snakemake says of a dry run; what has changed before what follows from it.

    The report shows the configuration, so every change there is a reason of its own for it, which says nothing new.
    """
    reasons = re.findall(r"^stale: (.*)$", plan, re.MULTILINE)
    reasons.sort(key=lambda line: ("is made again" in line, line.startswith("report: ")))
    counts = dict(re.findall(r"^(\w+) +(\d+)$", plan, re.MULTILINE))
    planned = int(counts.get("total", 0)) - int(counts.get("all", 0))
    if not planned:
        return ["nothing is stale"]
    others = planned - len(reasons)
    return [*reasons, *([f"{_results(others)} not there, or with an input that is made again"] if others else [])]


def _results(count: int) -> str:
    return "1 result" if count == 1 else f"{count} results"


def versions(results: Path, plan: str) -> list[str]:
    """Lines on results that were made with other versions of packages, where that makes them not stale.

    Args:
        results: the results folder.
        plan: what Snakemake says of a dry run.
    """
    return [
        f"{_results(len(files))} made with {name} {then} (now {now}); stale_on_versions in the config makes that count"
        for (name, then, now), files in Lineage(Records(results)).upgraded([results / "report.html"]).items()
        if f"{name} {then} → {now}" not in plan
    ]
