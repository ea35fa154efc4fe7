"""A Gaussian model whose posterior is known, and posteriors for it that are wrong in one way each."""

from functools import cache
from typing import NamedTuple

import numpy as np
from lfi.diagnostics.coverage import hpd_levels
from lfi.diagnostics.predictor import Predictor
from lfi.diagnostics.ranks import fractional_ranks
from lfi.diagnostics.tarp import tarp_levels

NAMES = ("a", "b")
# theta ~ N(0, I), x ~ N(theta, NOISE): the posterior is N(GAIN x, COVARIANCE), with a correlation of 0.68.
NOISE = np.array([[0.5, 0.4], [0.4, 0.5]])
COVARIANCE = np.linalg.inv(np.eye(2) + np.linalg.inv(NOISE))
GAIN = COVARIANCE @ np.linalg.inv(NOISE)
SD = np.sqrt(np.diag(COVARIANCE))


class Normal(NamedTuple):
    """The posterior N(gain x + shift, covariance)."""

    covariance: np.ndarray = COVARIANCE
    gain: np.ndarray = GAIN
    shift: np.ndarray = np.zeros(2)

    def sample(self, x, draws, rng):
        noise = rng.standard_normal((len(x), draws, 2)) @ np.linalg.cholesky(self.covariance).T
        return (x @ self.gain.T + self.shift)[:, None] + noise

    def log_prob(self, theta, x):
        """For theta (n, 2) or (n, draws, 2)."""
        offset = theta - (x @ self.gain.T + self.shift).reshape(len(x), *[1] * (theta.ndim - 2), 2)
        distance = np.sum(offset @ np.linalg.inv(self.covariance) * offset, axis=-1)
        return -0.5 * (distance + np.linalg.slogdet(2 * np.pi * self.covariance)[1])


ALONE = 1 / (1 + NOISE[0, 0])  # the first datum alone: how far it draws the first parameter's mean
POSTERIORS = {
    "exact": Normal(),
    "too wide": Normal(1.3**2 * COVARIANCE),
    "too narrow": Normal(COVARIANCE / 1.3**2),
    "shifted": Normal(shift=0.3 * SD * [1, 0]),
    "uncorrelated": Normal(np.diag(SD**2)),
    "prior": Normal(np.eye(2), np.zeros((2, 2))),
    "given one datum of two": Normal(np.diag([1 - ALONE, 1]), np.diag([ALONE, 0])),
}


def simulate(n, rng):
    theta = rng.standard_normal((n, 2))
    return theta, theta + rng.standard_normal((n, 2)) @ np.linalg.cholesky(NOISE).T


@cache
def predictor():
    """A regression that was fitted to other pairs."""
    rng = np.random.default_rng(123)
    return Predictor(*simulate(1000, rng), rng)


def levels(posterior, datasets, draws, seed):
    """Ranks and levels of the truths of fresh data sets, by diagnostic; TARP with both kinds of reference points."""
    rng = np.random.default_rng(seed)
    theta, x = simulate(datasets, rng)
    sample = posterior.sample(x, draws, rng)
    box = rng.uniform(-3, 3, (datasets, 2))
    predicted = predictor().predict(x).theta
    return {
        "SBC": fractional_ranks(theta, sample, rng),
        "coverage": hpd_levels(posterior.log_prob(theta, x), posterior.log_prob(sample, x), rng),
        "TARP": tarp_levels(theta, sample, box, np.ones(2), rng),
        "TARP, data": tarp_levels(theta, sample, predicted, np.ones(2), rng),
    }
