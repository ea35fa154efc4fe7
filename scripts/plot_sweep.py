"""Accuracy against number of simulations."""

from pathlib import Path

from lfi import steps
from lfi.diagnostics.sweep import read
from lfi.figures import style, sweep
from lfi.logs import logged


def plot(table: str, outputs: list[str]) -> None:
    style.apply()
    style.save(sweep.accuracy(read(Path(table))), *outputs)


if __name__ == "__main__":
    with logged(snakemake.log[0], f"{snakemake.wildcards.problem}/plot_sweep") as say:
        steps.run(snakemake, say, lambda: plot(table=snakemake.input.table, outputs=list(snakemake.output)))
