"""The posteriors of the observations over one another."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from lfi.data import checks as checked
from lfi.data import observations, posteriors
from lfi.figures.corners import overlay, side_by_side
from lfi.typing import Array

# Observations that a figure has room for.
SHOWN = 5


def plot(parameters: Sequence[str], observation: Path, draws: Mapping[str, Path], checks: Mapping[str, Path]) -> Figure:
    """Corner plots of every posterior, and of those that the likelihood has corrected.

    Args:
        parameters: their names.
        observation: file of the observations.
        draws: files of posterior draws, by posterior.
        checks: files of checks, by estimator; they hold the corrected draws.
    """
    thetas = [each.theta for each in observations.read(observation)]
    theta_draws = {name: list(posteriors.read(file).observed) for name, file in draws.items()}
    theta_draws |= checked.corrected({name: checked.read(file) for name, file in checks.items()})
    return at_observations(parameters, theta_draws, thetas)


def at_observations(
    names: Sequence[str], draws: Mapping[str, Sequence[Array]], thetas: Sequence[Array | None]
) -> Figure:
    """The corner plot of one observation, or those of the first ``SHOWN`` side by side.

    Args:
        names: of the parameters.
        draws: by posterior, those at each observation, shape (draws, parameters).
        thetas: the truth behind each observation, shape (parameters,), or None.
    """
    n = len(thetas)
    if n == 1:
        return overlay(names, {name: each[0] for name, each in draws.items()}, thetas[0])
    title = f"{SHOWN} of {n} observations" if n > SHOWN else None
    return side_by_side(names, {name: each[:SHOWN] for name, each in draws.items()}, thetas[:SHOWN], title)
