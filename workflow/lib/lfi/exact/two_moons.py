"""The exact posterior of the two moons: two crescents, cut off at the prior's bounds."""

import numpy as np

from lfi.errors import LfiError
from lfi.exact.crescent import Crescent
from lfi.priors import Uniform
from lfi.typing import Array

# Rows are the axes across and along the fold: theta @ ROTATION.T = (theta1 + theta2, theta2 - theta1) / sqrt 2.
ROTATION = np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2)
SIGNS = (1, -1)


def folded(theta: Array) -> Array:
    """What theta (n, 2) adds to a point of the crescent, shape (n, 2): two thetas add the same."""
    across, along = (theta @ ROTATION.T).T
    return np.stack([-np.abs(across), along], axis=1)


def unfolded(shift: Array, sign: int) -> Array:
    """The theta that adds a shift (..., 2) and lies on the given side of the fold."""
    return (shift * [-sign, 1]) @ ROTATION


class TwoMoonsPosterior:
    """Posterior of theta in x = p + folded(theta), p a point of the crescent, theta uniform on a box.

    Either sign of theta1 + theta2 unfolds x - p isometrically: the posterior is two images of the crescent, of which
    the part inside the prior box, and on the fold's right side, counts. An ``lfi.exact.posterior.ExactPosterior``.

    Args:
        crescent: the distribution of p.
        prior: the uniform prior.
    """

    def __init__(self, crescent: Crescent, prior: Uniform) -> None:
        self.crescent, self.prior = crescent, prior
        self._log_volume = np.log(prior.high - prior.low).sum()

    def log_prob(self, theta: Array, x: Array) -> Array:
        likelihood = self.crescent.log_prob(np.asarray(x, dtype=float) - folded(theta))
        return likelihood + self.prior.log_prob(theta) - self.log_evidence(x)

    def mean(self, x: Array) -> Array:
        probability, theta = self._moments(x)
        return theta / probability[:, None]

    def log_evidence(self, x: Array) -> Array:
        return np.log(self._moments(x)[0]) - self._log_volume

    def _moments(self, x: Array) -> tuple[Array, Array]:
        """Integrals of the likelihood, and of theta times it, over the box."""
        x = np.asarray(x, dtype=float)
        total, moment = np.zeros(len(x)), np.zeros(x.shape)
        for sign in SIGNS:
            to_theta = unfolded(np.eye(2), sign).T
            normals = np.concatenate([-to_theta, to_theta, [[-1.0, 0.0]]])
            bounds = np.concatenate([self.prior.high, -self.prior.low, [0.0]])
            probability, p = self.crescent.moments(normals, bounds + x @ normals.T)
            total += probability
            moment += unfolded(probability[:, None] * x - p, sign)
        return total, moment

    def sample(self, x: Array, draws: int, rng: np.random.Generator) -> Array:
        """Posterior draws, shape (n, draws, 2): of p and the side at random, what unfolds into the box is kept.

        Raises:
            LfiError: hardly any p could have led to a data set: it does not fit the prior.
        """
        accepted = self._moments(x)[0] / len(SIGNS)
        if np.min(accepted) < 1e-6:
            raise LfiError(
                f"exact posterior: x = {x[np.argmin(accepted)].tolist()} has no theta in the prior; widen it"
            )
        return np.stack([self._draw(row, draws, rate, rng) for row, rate in zip(x, accepted, strict=True)])

    def _draw(self, x: Array, draws: int, rate: float, rng: np.random.Generator) -> Array:
        kept = np.empty((0, 2))
        while len(kept) < draws:
            n = min(int((draws - len(kept)) / rate * 1.1) + 100, 1_000_000)
            shift = x - self.crescent.sample(n, rng)
            theta = np.where(rng.random(n)[:, None] < 0.5, unfolded(shift, 1), unfolded(shift, -1))
            kept = np.concatenate([kept, theta[(shift[:, 0] <= 0) & self.prior.contains(theta)]])
        return kept[:draws]
