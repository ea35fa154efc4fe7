"""Running the real workflow in a folder of its own."""

import copy
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml
from lfi.commands.snakemake import snakemake

from support.plans import ROOT, Plan, plan

TINY = Path(__file__).parent / "tiny.yaml"


@dataclass
class Workflow:
    """The workflow with a configuration, in a working directory."""

    folder: Path
    config: dict
    profile: Path = ROOT / "profiles/default"
    python: str = sys.executable
    library: Path = ROOT / "workflow/lib"

    @property
    def results(self) -> Path:
        return self.folder / "results"

    @property
    def line(self) -> dict:
        """The line's entry of the configuration."""
        return self.config["problems"]["line"]

    @property
    def configfile(self) -> Path:
        """The configuration's file, as it is now."""
        path = self.folder / "config.yaml"
        path.write_text(yaml.safe_dump(self.config, sort_keys=False))
        return path

    def command(self, *arguments: str) -> list[str]:
        """The command line of Snakemake."""
        options = (f"--directory={self.folder}", *arguments)
        return [self.python, *snakemake(self.configfile, *options, profile=str(self.profile))[1:]]

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run Snakemake to its end; both streams in ``stdout``."""
        return self._execute(self.command(*arguments))

    def program(self, name: str, *arguments: str) -> subprocess.CompletedProcess:
        """Run one of lfi's commands with this configuration."""
        return self.lfi(name, "--config", str(self.configfile), *arguments)

    def lfi(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run lfi in the working directory."""
        return self._execute([self.python, "-m", "lfi", *arguments])

    def planned(self, *targets: str) -> Plan:
        """What Snakemake would make."""
        return plan(self.folder, self.config, *targets)

    def copy(self, folder: Path) -> "Workflow":
        """A copy to change; times of files stay as they are."""
        shutil.copytree(self.results, folder / "results")
        return Workflow(folder, copy.deepcopy(self.config), self.profile, self.python)

    def own_library(self) -> Path:
        """A copy of the code, to change, with which the workflow runs from now on."""
        self.library, self.python = self.folder / "lib", sys.executable
        shutil.copytree(ROOT / "workflow/lib/lfi", self.library / "lfi", ignore=shutil.ignore_patterns("__pycache__"))
        return self.library

    def _execute(self, command: list[str]) -> subprocess.CompletedProcess:
        both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        environment = {**os.environ, "PYTHONPATH": str(self.library)}
        return subprocess.run(command, cwd=self.folder, env=environment, text=True, check=False, **both)


def tiny_config() -> dict:
    """Both examples, as small as they go."""
    return yaml.safe_load(TINY.read_text())
