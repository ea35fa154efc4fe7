"""Run the workflow with a configuration whose file was read first: Snakemake's errors name neither file nor line."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lfi.commands.program import Program, snakemake
from lfi.config.loading import read


def run(configuration: Path, options: Sequence[str]) -> None:
    """Become Snakemake.

    Args:
        configuration: the configuration file.
        options: of Snakemake.

    Raises:
        LfiError: the file cannot be read.
    """
    read(configuration)
    os.execv(sys.executable, snakemake(configuration, *options))


if __name__ == "__main__":
    Program(run).main()
