"""What a plan costs when nothing is stale, beside the same workflow without provenance.

Both plan the finished results of a configuration, by turns: the default one, and one of a thousand trainings. Printed
are medians of the processor time (user and system; the clock's would count other work on the machine too) and of its
ratio, which must not be above LIMIT.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml
from support.plans import ROOT, finish

REPEATS, LIMIT = 5, 1.25
# What Snakemake would have been told without provenance, and what it would not have been asked.
LOOKS_BACK, NEVER = 'IS_FIRST = "LFI_RUN" not in os.environ', "IS_FIRST = False"
WITHOUT = """

def reads(rule, *chosen, **inputs):
    READS[rule] = chosen[0] if chosen else lambda w: inputs
    return unpack(lambda w: {n: files(i, w) for n, i in READS[rule](w).items()})


def step(rule, keep=True):
    return None
"""


def many(count: int) -> dict[str, Any]:
    """A configuration of that many small trainings, no two alike."""
    estimators = {f"flow{k}": {"kind": "flow", "hidden": [4], "training": {"epochs": 1 + k}} for k in range(count)}
    line = {"simulations": {"training": 40_000, "test": 10_000}, "estimators": estimators}
    return {"seed": 1, "problems": {"line": line}}


def plan(project: Path, folder: Path) -> float:
    """Processor time of a dry run with a copy of the code, s."""
    command = [sys.executable, "-m", "snakemake", "--dry-run", "--snakefile", project / "workflow/Snakefile"]
    settings = ["--directory", folder, "--configfile", folder / "config.yaml"]
    profile = ["--workflow-profile", ROOT / "profiles/default"]
    own = {**os.environ, "PYTHONPATH": str(project / "workflow/lib")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run([*command, *settings, *profile], env=own, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert "Nothing to be done" in run.stdout + run.stderr, run.stdout + run.stderr
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def copies(folder: Path) -> tuple[Path, Path]:
    """The project's code, and the same without provenance."""
    both = folder / "with", folder / "without"
    for project in both:
        for part in ("workflow", "scripts", "envs"):
            shutil.copytree(ROOT / part, project / part)
    asks = both[1] / "workflow/rules/staleness.smk"
    text = asks.read_text()
    assert text.count(LOOKS_BACK) == 1, f"{asks}: {LOOKS_BACK!r}"
    asks.write_text(text.replace(LOOKS_BACK, NEVER) + WITHOUT)
    return both


if __name__ == "__main__":
    default = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    configurations = {"default": default, "1000 trainings": many(1000)}
    print("configuration     jobs   with, s   without, s   ratio")
    ratios = []
    with tempfile.TemporaryDirectory() as scratch:
        projects = copies(Path(scratch))
        for name, config in configurations.items():
            folder = Path(scratch) / name.replace(" ", "-")
            folder.mkdir()
            (folder / "config.yaml").write_text(yaml.safe_dump(config))
            jobs = finish(folder, config)
            times = [[plan(project, folder) for project in projects] for _ in range(REPEATS)]
            own, bare = (statistics.median(column) for column in zip(*times, strict=True))
            ratios.append(statistics.median(one / other for one, other in times))
            print(f"{name:15} {jobs:6} {own:9.2f} {bare:12.2f} {ratios[-1]:7.2f}", flush=True)
    if max(ratios) > LIMIT:
        sys.exit(f"more than {LIMIT}: see where with python -m cProfile -m snakemake --dry-run")
