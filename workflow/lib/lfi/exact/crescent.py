"""The crescent of the two moons: a distribution on half a ring."""

from itertools import combinations

import numpy as np
import scipy

from lfi.typing import Array

# Rows that one quadrature handles at a time, to limit memory.
CHUNK = 500


class Crescent:
    """p = centre + r (cos a, sin a), a ~ Uniform(-pi/2, pi/2), r ~ N(radius, spread²).

    Its density in the plane is N(r; radius, spread²) / (pi |r|), where r is the distance to the centre, with a negative
    sign left of the centre, which only a negative r reaches.

    Args:
        centre: centre of the ring, shape (2,).
        radius: mean radius of the ring, in the unit of p.
        spread: standard deviation of the radius, in the unit of p.
    """

    def __init__(self, centre: tuple[float, float], radius: float, spread: float) -> None:
        self.centre, self.radius, self.spread = np.array(centre), radius, spread
        self._nodes, self._weights = scipy.special.roots_legendre(16)
        # The quadrature is split at these radii, so that the integrand is smooth on every part.
        self._levels = radius + spread * np.array([-7.0, -3.5, 0.0, 3.5, 7.0])

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Draw points.

        Args:
            n: number of points.
            rng: source of all randomness.

        Returns:
            Points, shape (n, 2).
        """
        a = rng.uniform(-np.pi / 2, np.pi / 2, n)
        r = rng.normal(self.radius, self.spread, n)
        return self.centre + r[:, None] * _direction(a)

    def log_prob(self, p: Array) -> Array:
        """Log density at p (n, 2), shape (n,)."""
        u, v = (p - self.centre).T
        r = np.where(u >= 0, 1, -1) * np.hypot(u, v)
        normal = -0.5 * ((r - self.radius) / self.spread) ** 2 - np.log(self.spread * np.sqrt(2 * np.pi))
        return normal - np.log(np.pi * np.abs(r))

    def moments(self, normals: Array, offsets: Array) -> tuple[Array, Array]:
        """Integrals of the density, and of p times the density, over convex polygons.

        A ray from the centre crosses a polygon in one interval, over which the normal distribution of r integrates in
        closed form. The integral over the angle is Gauss-Legendre quadrature between all angles where a side or a
        corner crosses the ring. Its absolute error is below 1e-9 if the spread is small compared with the radius.

        Args:
            normals: normal vectors of the sides, shape (sides, 2); polygon i is where normals · p <= offsets[i].
            offsets: offsets of the sides, shape (n, sides).

        Returns:
            The integral of the density, shape (n,), and of p times the density, shape (n, 2).
        """
        length = np.hypot(*normals.T)
        normals, distances = normals / length[:, None], (offsets - normals @ self.centre) / length
        probability, moment = np.ones(len(offsets)), np.full((len(offsets), 2), [2 / np.pi * self.radius, 0])
        cut = np.flatnonzero(np.any(distances < self._levels[-1], axis=1))
        for rows in (cut[k : k + CHUNK] for k in range(0, len(cut), CHUNK)):
            probability[rows], moment[rows] = self._quadrature(normals, distances[rows])
        return probability, moment + probability[:, None] * self.centre

    def _quadrature(self, normals: Array, distances: Array) -> tuple[Array, Array]:
        edges = self._angles(normals, distances)
        row, part = np.nonzero(np.diff(edges) > 0)
        half = (edges[row, part + 1] - edges[row, part])[:, None] / 2
        a = edges[row, part][:, None] + half * (1 + self._nodes)
        cos, sin = np.cos(a), np.sin(a)
        lower, upper = np.full(a.shape, -np.inf), np.full(a.shape, np.inf)
        for (x, y), distance in zip(normals, distances.T, strict=True):
            slope = x * cos + y * sin
            bound = distance[row, None] / slope
            np.minimum(upper, bound, out=upper, where=slope > 0)
            np.maximum(lower, bound, out=lower, where=slope < 0)
        low, high = ((bound - self.radius) / self.spread for bound in (np.minimum(lower, upper), upper))
        inside = scipy.special.ndtr(high) - scipy.special.ndtr(low)
        radius = self.radius * inside - self.spread * (_density(high) - _density(low))
        integrals = [(half * values) @ self._weights / np.pi for values in (inside, radius * cos, radius * sin)]
        sums = np.zeros((len(distances), 3))
        np.add.at(sums, row, np.stack(integrals, axis=1))
        return sums[:, 0], sums[:, 1:]

    def _angles(self, normals: Array, distances: Array) -> Array:
        """Angles where a radius of ``_levels`` meets a side, and where two sides meet, in ascending order."""
        towards = np.arctan2(normals[:, 1], normals[:, 0])[:, None]
        away = np.arccos(np.clip(distances[:, :, None] / self._levels, -1, 1))
        sides = np.concatenate([towards + away, towards - away], axis=2).reshape(len(distances), -1)
        pairs = [list(pair) for pair in combinations(range(len(normals)), 2)]
        meeting = [pair for pair in pairs if abs(np.linalg.det(normals[pair])) > 1e-9]
        corners = [np.arctan2(*np.linalg.solve(normals[pair], distances[:, pair].T)[::-1]) for pair in meeting]
        ends = np.tile([-np.pi / 2, np.pi / 2], (len(distances), 1))
        angles = np.concatenate([sides, *(corner[:, None] for corner in corners)], axis=1)
        angles = (angles + np.pi) % (2 * np.pi) - np.pi
        return np.sort(np.concatenate([np.clip(angles, -np.pi / 2, np.pi / 2), ends], axis=1), axis=1)


def _direction(a: Array) -> Array:
    return np.stack([np.cos(a), np.sin(a)], axis=-1)


def _density(y: Array) -> Array:
    return np.exp(-0.5 * y**2) / np.sqrt(2 * np.pi)
