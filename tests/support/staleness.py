"""A copy of a finished workflow and of the project's code, to change and to ask what would be made again."""

import copy
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from support.workflows import ROOT, Workflow

# What follows the training of the line's flow, and what follows any change of its posteriors.
POSTERIOR_FIGURES = {f"plot_{name} line" for name in ("data", "posterior", "test_posteriors")}
AFTER_FLOW = {
    *(f"{step} line/flow" for step in ("train", "sample", "calibrate", "evaluate", "check")),
    *POSTERIOR_FIGURES,
    *(f"plot_{name} line" for name in ("calibration", "sbc", "coverage", "tarp", "training")),
    "compare line",
    "judge line",
    "report",
}
SHARDS = {"simulate line/training/00000000/00001500", "simulate line/training/00001500/00002000"}
TEST_SHARD = "simulate line/test/00000000/00000500"
AFTER_LINE = {
    *AFTER_FLOW,
    *SHARDS,
    TEST_SHARD,
    *(f"{step} line" for step in ("observe", "exact", "nested")),
    "train line/mean",
    "evaluate line/mean",
}
AFTER_CURVE = {
    "simulate curve/training/00000000/00002000",
    "simulate curve/test/00000000/00000500",
    "train curve/mlp",
    "evaluate curve/mlp",
    *(f"{step} curve" for step in ("compare", "plot_curve", "plot_training")),
    "report",
}


@dataclass
class Changed:
    """A finished workflow that a test changes.

    Attributes:
        workflow: a copy of the finished one.
        project: a copy of the code that it runs.
    """

    workflow: Workflow
    project: Path

    @classmethod
    def copy(cls, finished: Workflow, folder: Path) -> "Changed":
        """Copies of both; times of files stay as they are."""
        for part in ("workflow", "scripts", "envs"):
            shutil.copytree(ROOT / part, folder / "project" / part)
        shutil.copytree(finished.folder / "results", folder / "results")
        return cls(Workflow(folder, copy.deepcopy(finished.config)), folder / "project")

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text, found once, in a file under ``lfi``."""
        path = self.project / "workflow/lib/lfi" / file
        text = path.read_text()
        assert text.count(old) == 1, f"{file}: {old!r}"
        path.write_text(text.replace(old, new))

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run Snakemake with the copied code."""
        return self._execute([sys.executable, "-m", "snakemake", *self.options(), *arguments])

    def script(self, name: str, *arguments: str) -> subprocess.CompletedProcess:
        """Run one of the project's programs."""
        return self._execute([sys.executable, str(self.project / "scripts" / name), *arguments])

    def options(self) -> list[str]:
        """The options of Snakemake that say what to run."""
        command = self.workflow.command()
        command[command.index("--snakefile") + 1] = str(self.project / "workflow/Snakefile")
        return command[command.index("--snakefile") :]

    def _execute(self, command: list[str]) -> subprocess.CompletedProcess:
        environment = {**os.environ, "PYTHONPATH": str(self.project / "workflow/lib")}
        folder, both = self.workflow.folder, {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        return subprocess.run(command, cwd=folder, env=environment, text=True, check=False, **both)

    def planned(self, *arguments: str) -> set[str]:
        """What Snakemake would make, as ``train line/flow``."""
        self.said = self.run("--dry-run", "--quiet", "host", *arguments).stdout
        jobs = set()
        for rule, block in re.findall(r"^(?:local)?rule (\w+):\n((?:    .*\n)*)", self.said, re.MULTILINE):
            found = re.search(r"wildcards: (.*)", block)
            values = [pair.partition("=")[2] for pair in found[1].split(", ")] if found else []
            if rule not in ("all", "stale"):
                jobs.add(f"{rule} {'/'.join(values)}".strip())
        assert jobs or "Nothing to be done" in self.said, self.said
        return jobs

    def reasons(self) -> list[str]:
        """The lines on what is stale, of the last plan."""
        return [line.removeprefix("stale: ") for line in self.said.splitlines() if line.startswith("stale: ")]

    def files(self) -> list[Path]:
        return [path for path in self.workflow.folder.rglob("*") if path.is_file()]
