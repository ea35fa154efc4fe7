"""Running the real workflow in a folder of its own."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TINY = Path(__file__).parent / "tiny.yaml"


@dataclass
class Workflow:
    """The workflow with a configuration, in a working directory."""

    folder: Path
    config: dict

    @property
    def results(self) -> Path:
        return self.folder / "results"

    def command(self, *arguments: str) -> list[str]:
        configfile = self.folder / "config.yaml"
        configfile.write_text(yaml.safe_dump(self.config))
        places = ["--snakefile", ROOT / "workflow/Snakefile", "--directory", self.folder, "--configfile", configfile]
        profile = ["--workflow-profile", ROOT / "profiles/default"]
        return [sys.executable, "-m", "snakemake", *map(str, [*places, *profile]), *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run Snakemake to its end; both streams in ``stdout``."""
        command = self.command(*arguments)
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


@pytest.fixture
def tiny(tmp_path):
    """The tiny configuration, nothing made yet."""
    return Workflow(tmp_path, yaml.safe_load(TINY.read_text()))


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """The tiny configuration, run to its end once; tests leave it as it is."""
    workflow = Workflow(tmp_path_factory.mktemp("tiny"), yaml.safe_load(TINY.read_text()))
    workflow.output = workflow.run()
    return workflow
