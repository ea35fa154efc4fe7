"""The posteriors of the first test data sets, each with its truth."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from lfi.data import posteriors, simulations
from lfi.figures.corners import side_by_side


def plot(
    parameters: Sequence[str], observation: Path, test: Sequence[Path], draws: Mapping[str, Path], datasets: int
) -> Figure:
    """A corner plot for each of the first test data sets.

    Args:
        parameters: their names.
        observation: file of the observations, which come before the test data sets in the files of draws.
        test: shards of the test set.
        draws: files of posterior draws, by posterior.
        datasets: number of test data sets.
    """
    truths, _ = simulations.read_datasets(observation, test, datasets)
    theta = {name: list(posteriors.read(file).tests) for name, file in draws.items()}
    return side_by_side(parameters, theta, list(truths[-datasets:]))
