"""Panels of equal size in rows."""

from math import ceil

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Most panels in a row: a page has room for as many.
ACROSS = 3


def rows_and_columns(n: int) -> tuple[int, int]:
    """How many rows and columns hold n panels.

    >>> [rows_and_columns(n) for n in (1, 3, 4, 7)]
    [(1, 1), (1, 3), (2, 2), (3, 3)]
    """
    down = ceil(n / ACROSS)
    return down, ceil(n / down)


def panels(n: int, width: float, height: float, sharey: bool = False) -> tuple[Figure, list[Axes]]:
    """A figure of n panels, in rows as even as they can be; the first of each row is at its left.

    Args:
        n: number of panels.
        width: of a panel, in inches.
        height: of a panel, in inches.
        sharey: whether all have the same vertical axis.

    >>> figure, axes = panels(7, width=4, height=3)
    >>> len(axes), figure.get_size_inches().tolist()
    (7, [12.0, 9.0])
    """
    down, across = rows_and_columns(n)
    size = (width * across, height * down)
    figure, grid = plt.subplots(down, across, figsize=size, sharey=sharey, squeeze=False, layout="constrained")
    for axis in grid.flat[n:]:
        axis.remove()
    return figure, list(grid.flat[:n])


def at_left(axes: list[Axes]) -> list[Axes]:
    """Those panels that are the first of their row."""
    return [axis for axis in axes if (place := axis.get_subplotspec()) is not None and place.is_first_col()]
