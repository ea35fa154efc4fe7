"""SBC histograms of every density estimator."""

from pathlib import Path

from lfi import steps
from lfi.data import arrays
from lfi.figures import calibration, style
from lfi.logs import logged


def plot(parameters: list[str], levels: dict[str, str], outputs: list[str]) -> None:
    style.apply()
    values = {name: arrays.read(Path(file), ["ranks"])[0]["ranks"] for name, file in levels.items()}
    style.save(calibration.sbc_histograms(parameters, values), *outputs)


if __name__ == "__main__":
    with logged(snakemake.log[0], f"{snakemake.wildcards.problem}/plot_sbc") as say:
        steps.run(
            snakemake,
            say,
            lambda: plot(
                parameters=snakemake.params.parameters,
                levels=dict(zip(snakemake.params.names, snakemake.input.levels, strict=True)),
                outputs=list(snakemake.output),
            ),
        )
