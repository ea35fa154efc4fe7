"""The exact posterior of the two moons: two crescents, truncated at the prior's bounds."""

import numpy as np

from lfi.errors import LfiError
from lfi.exact.crescent import Crescent
from lfi.priors import Uniform
from lfi.typing import Array

# Rows are the axes across and along the fold: theta @ ROTATION.T = (theta1 + theta2, theta2 - theta1) / sqrt 2.
ROTATION = np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2)
SIGNS = (1, -1)


def folded(theta: Array) -> Array:
    """The shift that theta (n, 2) adds to a point of the crescent, shape (n, 2); two thetas give the same shift."""
    across, along = (theta @ ROTATION.T).T
    return np.stack([-np.abs(across), along], axis=1)


def unfolded(shift: Array, sign: int) -> Array:
    """The theta that gives a shift, the inverse of ``folded`` on one side of the fold.

    Args:
        shift: shifts, shape (..., 2).
        sign: the side, the sign of theta1 + theta2.

    Returns:
        theta, shape (..., 2).
    """
    return (shift * [-sign, 1]) @ ROTATION


class TwoMoonsPosterior:
    """Posterior of theta in x = p + folded(theta), p a point of the crescent, theta uniform on a box.

    For either sign of theta1 + theta2 the map from x - p to theta is an isometry. The posterior is therefore two images
    of the crescent, each truncated to the prior box and to its side of the fold. An
    ``lfi.exact.posterior.ExactPosterior``.

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
        """Integrals of the likelihood, and of theta times the likelihood, over the box."""
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
        """Draw from the posterior by rejection: p and the side are random, and a theta inside the box is kept.

        Args:
            x: data sets, shape (n, 2).
            draws: number of draws for each data set.
            rng: source of all randomness.

        Returns:
            Draws, shape (n, draws, 2).

        Raises:
            LfiError: less than a millionth of the proposals is kept, because a data set does not fit the prior.
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
