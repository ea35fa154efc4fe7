"""Training curves of every estimator."""

from pathlib import Path

from lfi import steps
from lfi.figures import style, training
from lfi.logs import logged


def plot(losses: dict[str, str], outputs: list[str]) -> None:
    style.apply()
    style.save(training.curves({name: training.read_losses(Path(file)) for name, file in losses.items()}), *outputs)


if __name__ == "__main__":
    with logged(snakemake.log[0], f"{snakemake.wildcards.problem}/plot_training") as say:
        steps.run(
            snakemake,
            say,
            lambda: plot(
                losses=dict(zip(snakemake.params.names, snakemake.input.losses, strict=True)),
                outputs=list(snakemake.output),
            ),
        )
