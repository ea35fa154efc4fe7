"""A copy of a finished workflow and of the project's code, to change and to ask what would be made again."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from workflows import ROOT, Workflow


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
        config = {**finished.config, "problems": {**finished.config["problems"]}}
        return cls(Workflow(folder, config), folder / "project")

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text, found once, in a file under ``lfi``."""
        path = self.project / "workflow/lib/lfi" / file
        text = path.read_text()
        assert text.count(old) == 1, f"{file}: {old!r}"
        path.write_text(text.replace(old, new))

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run Snakemake with the copied code."""
        command = self.workflow.command(*arguments)
        command[command.index("--snakefile") + 1] = str(self.project / "workflow/Snakefile")
        environment = {**os.environ, "PYTHONPATH": str(self.project / "workflow/lib")}
        return subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )

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
