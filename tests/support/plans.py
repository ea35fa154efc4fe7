"""What Snakemake would make, asked in this process: a plan takes a third of a second, a process two seconds more."""

import contextlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from lfi.provenance import file_digests
from lfi.provenance.records import Made, Records, packages
from lfi.workflow.binding import files_read
from snakemake.api import SnakemakeApi
from snakemake.settings.enums import Quietness, RerunTrigger
from snakemake.settings.types import ConfigSettings, DAGSettings, OutputSettings, ResourceSettings

ROOT = Path(__file__).parents[2]
SNAKEFILE = ROOT / "workflow/Snakefile"


@dataclass
class Plan:
    """A plan of Snakemake's.

    Attributes:
        jobs: the results that would be made, as ``train line/flow``.
        reasons: why results are stale, as ``train line/flow: seed 1 → 2``.
    """

    jobs: set[str] = field(default_factory=set)
    reasons: list[str] = field(default_factory=list)


@contextlib.contextmanager
def built(folder: Path, config: dict[str, Any], targets: tuple[str, ...] = (), snakefile: Path = SNAKEFILE) -> Iterator:
    """Snakemake's DAG of a configuration in a folder."""
    configfile = folder / "config.yaml"
    configfile.write_text(yaml.safe_dump(config, sort_keys=False))
    os.environ.pop("LFI_RUN", None)
    settings = ConfigSettings(configfiles=[configfile])
    with SnakemakeApi(OutputSettings(quiet={Quietness.ALL})) as api:
        workflow = api.workflow(ResourceSettings(), settings, snakefile=snakefile, workdir=folder)
        dag_settings = DAGSettings(targets=set(targets), rerun_triggers=frozenset({RerunTrigger.MTIME}))
        with contextlib.redirect_stdout(io.StringIO()):
            workflow.dag(dag_settings).summary()
        yield workflow._workflow.dag
    del os.environ["LFI_RUN"]  # a process of its own would have ended with the plan
    for stale in folder.glob("*/.stale/*"):
        stale.unlink()


def plan(folder: Path, config: dict[str, Any], *targets: str) -> Plan:
    """What would be made of a configuration's results."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said), built(folder, config, targets) as dag:
        jobs = {f"{job.rule.name} {'/'.join(job.wildcards)}".strip() for job in dag.needrun_jobs()}
    lines = said.getvalue().splitlines()
    return Plan(jobs - {"all"}, [line.removeprefix("stale: ") for line in lines if line.startswith("stale: ")])


def finish(folder: Path, config: dict[str, Any]) -> int:
    """Results of a configuration as if they had been made, with their records; returns how many jobs they took."""
    with contextlib.redirect_stderr(io.StringIO()), built(folder, config) as dag:
        jobs = [job for level in dag.toposorted() for job in level if job.output]
        for job in jobs:
            outputs = [folder / path for path in job.output]
            for path in outputs:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f"what {job} makes: {path.name}")
            declared = job.params.step
            with contextlib.chdir(folder):
                read, written = file_digests(files_read(job)), file_digests(outputs)
                Records(declared.results).write(declared.recipe, read, written, Made(packages()))
    return len(jobs)
