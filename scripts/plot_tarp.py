"""TARP curves of every density estimator."""

from pathlib import Path

from lfi import steps
from lfi.data import arrays
from lfi.figures import calibration, style
from lfi.logs import logged


def plot(levels: dict[str, str], outputs: list[str]) -> None:
    style.apply()
    values = {name: arrays.read(Path(file), ["tarp"])[0]["tarp"] for name, file in levels.items()}
    style.save(calibration.tarp_plot(values), *outputs)


if __name__ == "__main__":
    with logged(snakemake.log[0], f"{snakemake.wildcards.problem}/plot_tarp") as say:
        steps.run(
            snakemake,
            say,
            lambda: plot(
                levels=dict(zip(snakemake.params.names, snakemake.input.levels, strict=True)),
                outputs=list(snakemake.output),
            ),
        )
