"""Print what is stale and why; make nothing."""

import re
import subprocess
import sys
from pathlib import Path

from lfi.provenance.lineage import Lineage
from lfi.provenance.records import Records


def why(plan: str) -> list[str]:
    """Lines for a person, from what Snakemake says of a dry run; what has changed before what follows from it."""
    stale = sorted(re.findall(r"^stale: (.*)$", plan, re.MULTILINE), key=lambda line: "is made again" in line)
    counts = dict(re.findall(r"^(\w+) +(\d+)$", plan, re.MULTILINE))
    planned = int(counts.get("total", 0)) - int(counts.get("all", 0))
    if not planned:
        return ["nothing is stale"]
    others = planned - len(stale)
    return [*stale, *([f"{_results(others)} not there, or with an input that is made again"] if others else [])]


def _results(count: int) -> str:
    return "1 result" if count == 1 else f"{count} results"


def versions(results: Path, plan: str) -> list[str]:
    """Lines on results that were made with other versions of packages, where the plan does not take that for stale."""
    return [
        f"{_results(len(files))} made with {name} {then} (now {now}); stale_on_versions in the config makes that count"
        for (name, then, now), files in Lineage(Records(results)).upgraded([results / "report.html"]).items()
        if f"{name} {then} → {now}" not in plan
    ]


if __name__ == "__main__":
    results, options = Path(sys.argv[1]), sys.argv[2:]
    command = [sys.executable, "-m", "snakemake", "--dry-run", *options, "--quiet", "host"]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    done = run.returncode == 0
    print("\n".join([*why(run.stdout), *versions(results, run.stdout)]) if done else run.stdout)
    sys.exit(run.returncode)
