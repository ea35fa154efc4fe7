"""Run the workflow with a configuration whose file was read first: Snakemake's errors name neither file nor line."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from lfi.commands.snakemake import snakemake
from lfi.config.loading import read, results_folder


def run(configuration: Path, profile: str, options: Sequence[str]) -> None:
    """Become Snakemake.

    Args:
        configuration: the configuration file.
        profile: the profile's folder or name.
        options: of Snakemake, and targets.

    Raises:
        LfiError: the file cannot be read.
    """
    read(configuration)
    os.execv(sys.executable, snakemake(configuration, *options, profile=profile))


def report(configuration: Path, profile: str, options: Sequence[str]) -> int:
    """Make the report, with all that it shows, and print its path; returns Snakemake's exit status.

    Args:
        configuration: the configuration file.
        profile: the profile's folder or name.
        options: of Snakemake.

    Raises:
        LfiError: the file cannot be read.
    """
    page = results_folder(configuration) / "report.html"
    done = subprocess.run(snakemake(configuration, *options, "--", str(page), profile=profile), check=False)
    if done.returncode == 0 and page.exists():
        print(page.resolve())
    return done.returncode
