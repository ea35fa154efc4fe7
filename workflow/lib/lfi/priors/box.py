"""Boxes in the unit cube of a prior's distribution functions, around points of it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lfi.typing import Array

# Part of a box's width that is added at each side of the outermost points.
MARGIN = 0.1


class Box(NamedTuple):
    """A box whose edges may be turned against those of the cube.

    Attributes:
        centre: the origin of the box's coordinates, shape (d,).
        axes: directions of its edges, orthonormal columns, shape (d, d).
        low: lower bounds in the box's coordinates, shape (d,).
        high: upper bounds, shape (d,).
    """

    centre: Array
    axes: Array
    low: Array
    high: Array

    @property
    def log_volume(self) -> float:
        """Log of the volume, that of the whole cube being 1."""
        return float(np.log(self.high - self.low).sum())

    def contains(self, cube: Array) -> NDArray[np.bool_]:
        """Whether each point (n, d) lies in the box, shape (n,)."""
        turned = (cube - self.centre) @ self.axes
        return np.all((turned >= self.low) & (turned <= self.high), axis=-1)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Draw points from the uniform distribution on the box, shape (n, d).

        Args:
            n: number of points.
            rng: source of all randomness.
        """
        turned = rng.uniform(self.low, self.high, size=(n, len(self.low)))
        return np.asarray(self.centre + turned @ self.axes.T)


def around(points: Array) -> Box:
    """The smaller of two boxes around points: along the cube's edges, or along the points' principal axes.

    Args:
        points: shape (n, d), in the unit cube.

    >>> box = around(np.array([[0.2, 0.2], [0.4, 0.2], [0.3, 0.8]]))
    >>> box.contains(np.array([[0.3, 0.4], [0.3, 0.9]])).tolist()
    [True, False]
    """
    d = points.shape[1]
    upright = _around(points, np.zeros(d), np.eye(d))
    upright = upright._replace(low=np.maximum(upright.low, 0), high=np.minimum(upright.high, 1))
    centre = points.mean(axis=0)
    turned = _around(points, centre, np.linalg.eigh(np.cov(points.T).reshape(d, d))[1])
    return min(upright, turned, key=lambda box: box.log_volume)


def _around(points: Array, centre: Array, axes: Array) -> Box:
    turned = (points - centre) @ axes
    low, high = turned.min(axis=0), turned.max(axis=0)
    margin = np.maximum(MARGIN * (high - low), np.finfo(float).eps)
    return Box(centre, axes, low - margin, high + margin)
