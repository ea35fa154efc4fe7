"""What a plan costs when nothing is stale, beside the same workflow without provenance.

Both plan the finished results of a configuration, by turns: the default one, and one of a thousand trainings. Printed
are medians of the processor time (user and system; the clock's would count other work on the machine too) and of its
ratio, which must not be above LIMIT.
"""

import contextlib
import io
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
from lfi.provenance.recipe import Recipe
from lfi.provenance.records import Records, packages
from snakemake.api import SnakemakeApi
from snakemake.settings.types import ConfigSettings, OutputSettings, Quietness, ResourceSettings

ROOT = Path(__file__).parents[2]
REPEATS, LIMIT = 5, 1.3
# What Snakemake would have been told without provenance, and what it would not have been asked.
LOOKS_BACK, NEVER = 'IS_FIRST = "LFI_RUN" not in os.environ', "IS_FIRST = False"
WITHOUT = """

def provenance(step):
    return {}


def made_from(step, **paths):
    return unpack(lambda w: {name: named(path, w) for name, path in paths.items()})
"""


def many(count: int) -> dict[str, Any]:
    """A configuration of that many small trainings, no two alike."""
    estimators = {f"flow{k}": {"kind": "flow", "hidden": [4], "training": {"epochs": 1 + k}} for k in range(count)}
    line = {"simulations": {"training": 40_000, "test": 10_000}, "estimators": estimators}
    return {"seed": 1, "problems": {"line": line}}


def finish(folder: Path) -> int:
    """Results of ``config.yaml`` in a folder as if they had been made, with their records; returns how many jobs."""
    with SnakemakeApi(OutputSettings(quiet={Quietness.ALL})) as api, contextlib.redirect_stdout(io.StringIO()):
        settings = ConfigSettings(configfiles=[folder / "config.yaml"])
        workflow = api.workflow(ResourceSettings(), settings, snakefile=ROOT / "workflow/Snakefile", workdir=folder)
        workflow.dag().summary()
        dag = workflow._workflow.dag
        jobs = [job for level in dag.toposorted() for job in level if job.output]
        for job in jobs:
            outputs = [folder / path for path in job.output]
            for path in outputs:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(str(path))
            recipe = Recipe(**job.params.provenance["recipe"])
            inputs = [folder / path for path in job.input]
            Records(folder / "results").write(recipe, inputs, outputs, "", packages(), 0.0)
    del os.environ["LFI_RUN"]  # which this process has been; each plan is its own
    return len(jobs)


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
            jobs = finish(folder)
            times = [[plan(project, folder) for project in projects] for _ in range(REPEATS)]
            own, bare = (statistics.median(column) for column in zip(*times, strict=True))
            ratios.append(statistics.median(one / other for one, other in times))
            print(f"{name:15} {jobs:6} {own:9.2f} {bare:12.2f} {ratios[-1]:7.2f}", flush=True)
    if max(ratios) > LIMIT:
        sys.exit(f"more than {LIMIT}: see where with python -m cProfile -m snakemake --dry-run")
