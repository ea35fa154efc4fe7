"""What every rule runs: the step that it declares."""

from lfi.workflow.adapter import perform

if __name__ == "__main__":
    perform(snakemake)  # type: ignore[name-defined]
