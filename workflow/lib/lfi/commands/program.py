"""What the programs share: arguments from the command line, and errors in one line."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lfi.errors import LfiError


@dataclass(frozen=True)
class Program:
    """A function that takes a configuration file and further arguments of the command line.

    Attributes:
        function: returns whether it failed, or None.
    """

    function: Callable[[Path, Sequence[str]], Any]

    def main(self) -> None:
        """Call it with the arguments of the command line; leave with its exit status."""
        configuration, *others = sys.argv[1:]
        try:
            sys.exit(self.function(Path(configuration), others))
        except LfiError as error:
            sys.exit(str(error))


def snakemake(configuration: Path, *options: str) -> list[str]:
    """The command line of Snakemake.

    Args:
        configuration: the configuration file.
        options: further options.
    """
    # With the sign "=", since Snakemake takes targets that follow a file for further files.
    return [sys.executable, "-m", "snakemake", f"--configfile={configuration}", *options]
