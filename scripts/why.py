"""Print what is stale and why; make nothing."""

import re
import subprocess
import sys


def why(plan: str) -> list[str]:
    """Lines for a person, from what Snakemake says of a dry run."""
    stale = re.findall(r"^stale: (.*)$", plan, re.MULTILINE)
    counts = dict(re.findall(r"^(\w+) +(\d+)$", plan, re.MULTILINE))
    planned = int(counts.get("total", 0)) - int(counts.get("all", 0))
    if not planned:
        return ["nothing is stale"]
    others = planned - len(stale)
    return [*stale, *([f"{others} results that are not there, or whose input is made again"] if others else [])]


if __name__ == "__main__":
    command = [sys.executable, "-m", "snakemake", "--dry-run", *sys.argv[1:], "--quiet", "host"]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    print("\n".join(why(run.stdout)) if run.returncode == 0 else run.stdout)
    sys.exit(run.returncode)
