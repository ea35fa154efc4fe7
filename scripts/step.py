"""What every rule runs: the step that it declares."""

import sys

# Ctrl-C while the library is imported: no traceback of a step that has not begun.
sys.excepthook = lambda kind, *rest: None if kind is KeyboardInterrupt else sys.__excepthook__(kind, *rest)

from lfi.workflow.adapter import perform  # noqa: E402, after the hook

if __name__ == "__main__":
    perform(snakemake)  # type: ignore[name-defined]
