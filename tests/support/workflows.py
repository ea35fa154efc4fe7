"""Running the real workflow in a folder of its own."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
TINY = Path(__file__).parent / "tiny.yaml"


@dataclass
class Workflow:
    """The workflow with a configuration, in a working directory."""

    folder: Path
    config: dict
    profile: Path = ROOT / "profiles/default"

    @property
    def results(self) -> Path:
        return self.folder / "results"

    def command(self, *arguments: str) -> list[str]:
        """The command line of Snakemake."""
        configfile = self.folder / "config.yaml"
        configfile.write_text(yaml.safe_dump(self.config, sort_keys=False))
        places = ["--snakefile", ROOT / "workflow/Snakefile", "--directory", self.folder, "--configfile", configfile]
        profile = ["--workflow-profile", self.profile]
        return [sys.executable, "-m", "snakemake", *map(str, [*places, *profile]), *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run Snakemake to its end; both streams in ``stdout``."""
        command = self.command(*arguments)
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def tiny_config() -> dict:
    """Both examples, as small as they go."""
    return yaml.safe_load(TINY.read_text())
