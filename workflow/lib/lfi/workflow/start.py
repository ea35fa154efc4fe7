"""Snakemake without its line about profiles, which it prints at the start of each run: python -m lfi.workflow.start."""

import builtins
import sys
from typing import Any

from snakemake import cli


def said(*words: Any, **options: Any) -> None:
    """``print``, but for that line."""
    if not (words and str(words[0]).startswith("Using") and "setting default command line arguments" in str(words[0])):
        builtins.print(*words, **options)


if __name__ == "__main__":
    cli.print = said
    cli.main(sys.argv[1:])
