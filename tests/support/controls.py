"""Problems whose posterior is known on a grid, and posteriors for them that are wrong in one way each.

Both parameters, a and b, are uniform on [-1, 1] and independent given the data, so that a posterior is a table of the
probabilities of the grid's cells, by data set and parameter.
"""

import numpy as np
from lfi.diagnostics.levels import RANDOM, measure
from lfi.diagnostics.predictor import Predictor

NAMES = ("a", "b")
CELLS = 400
EDGES = np.linspace(-1, 1, CELLS + 1)
GRID = (EDGES[1:] + EDGES[:-1]) / 2
TIMES = np.linspace(0, 1, 15)


def normal(residual, sd):
    """Log density of independent noise, summed over the last axis, up to a constant."""
    return -0.5 * np.sum((residual / sd) ** 2, axis=-1)


class Linear:
    """Two noisy measurements of each parameter."""

    def simulate(self, theta, rng):
        return theta[..., None] + 0.3 * rng.standard_normal((*theta.shape, 2))

    def log_likelihood(self, x):
        return normal(x[:, :, None] - GRID[:, None], 0.3)


class Modes:
    """The square of each parameter: two modes of one height, and the data do not move the mean."""

    def simulate(self, theta, rng):
        return theta**2 + 0.1 * rng.standard_normal(theta.shape)

    def log_likelihood(self, x):
        return normal(x[:, :, None, None] - GRID[:, None] ** 2, 0.1)


class Series:
    """Two time series: a sinusoid of frequency 2 + a, and an autoregression of first order with coefficient 0.9 b."""

    def simulate(self, theta, rng):
        noise = rng.standard_normal((len(theta), 2, len(TIMES)))
        noise[:, 0] = self.wave(theta[:, :1]) + 0.5 * noise[:, 0]
        for t in range(1, len(TIMES)):
            noise[:, 1, t] += 0.9 * theta[:, 1] * noise[:, 1, t - 1]
        return noise

    def wave(self, a):
        return np.cos(2 * np.pi * (2 + a) * TIMES)

    def log_likelihood(self, x):
        wave, regression = x[:, 0], x[:, 1]
        a = normal(wave[:, None] - self.wave(GRID[:, None]), 0.5)
        b = normal(regression[:, None, 1:] - 0.9 * GRID[:, None] * regression[:, None, :-1], 1)
        return np.stack([a, b], axis=1)


class Silent(Linear):
    """As ``Linear``, but the data say nothing of b."""

    def simulate(self, theta, rng):
        return super().simulate(theta * [1, 0], rng)

    def log_likelihood(self, x):
        return super().log_likelihood(x) * np.array([1, 0])[:, None]


PROBLEMS = {"linear": Linear(), "modes": Modes(), "series": Series(), "silent": Silent()}


def normalised(cells):
    return cells / cells.sum(axis=-1, keepdims=True)


def exact(problem, x):
    """Probabilities of the cells, shape (n, 2, cells)."""
    log = problem.log_likelihood(x)
    return normalised(np.exp(log - log.max(axis=-1, keepdims=True)))


def shifted(cells, by):
    """Moved to the right by a part of the posterior's sd."""
    mean = cells @ GRID
    sd = np.sqrt(cells @ GRID**2 - mean**2)
    moved = np.array([np.interp(GRID - by * s, GRID, row) for row, s in zip(rows(cells), sd.ravel(), strict=True)])
    return normalised(moved.reshape(cells.shape))


def square(cells):
    """Uniform, with the same mean and sd, as far as there is room in the prior."""
    mean = (cells @ GRID)[..., None]
    sd = np.sqrt(cells @ GRID**2 - mean[..., 0] ** 2)[..., None]
    return normalised((np.abs(GRID - mean) < np.maximum(np.sqrt(3) * sd, 0.01)) + 1e-6)


def rows(cells):
    return cells.reshape(-1, CELLS)


def in_a(wrong):
    """Wrong in a alone."""
    return lambda cells: np.stack([wrong(cells)[:, 0], cells[:, 1]], axis=1)


FLAT = np.full(CELLS, 1 / CELLS)
POSTERIORS = {
    "exact": lambda cells: cells,
    "good": lambda cells: 0.98 * normalised(cells**1.03) + 0.02 * FLAT,
    "prior": lambda cells: np.broadcast_to(FLAT, cells.shape),
    "prior in a": in_a(lambda cells: np.broadcast_to(FLAT, cells.shape)),
    "of other data": lambda cells: np.roll(cells, 1, axis=0),
    "too wide": in_a(lambda cells: normalised(cells**0.5)),
    "too narrow": in_a(lambda cells: normalised(cells**2)),
    "shifted": in_a(lambda cells: shifted(cells, 0.3)),
    "wrong shape": in_a(square),
    "one mode of two": in_a(lambda cells: normalised(cells * (GRID > 0))),
}


def sample(cells, draws, rng):
    """Draws, shape (n, draws, 2): a cell by its probability, uniform in it."""
    found = np.empty((draws, 2 * len(cells)))
    for i, row in enumerate(np.cumsum(rows(cells), axis=1)):
        found[:, i] = np.searchsorted(row / row[-1], rng.random(draws), side="right")
    return ((found + rng.random(found.shape)) / CELLS * 2 - 1).T.reshape(len(cells), 2, draws).swapaxes(1, 2)


def log_prob(cells, theta):
    """Log density of theta (n, 2), or of each of (n, draws, 2)."""
    index = np.clip(np.searchsorted(EDGES, theta) - 1, 0, CELLS - 1)
    several = index.reshape(len(cells), -1, 2)
    with np.errstate(divide="ignore"):
        found = np.log(np.take_along_axis(cells, several.swapaxes(1, 2), axis=2) * CELLS / 2).sum(axis=1)
    return np.maximum(found.reshape(index.shape[:-1]), -50.0)


class Study:
    """Pairs of a problem, their exact posteriors, and a regression fitted to others.

    Args:
        problem: which of ``PROBLEMS``.
        datasets: number of pairs.
        seed: of all that is drawn.
        training: number of pairs that the regression is fitted to.
    """

    def __init__(self, problem, datasets, seed, training=3000):
        self.rng = np.random.default_rng(seed)
        theta = self.rng.uniform(-1, 1, (training + datasets, 2))
        x = PROBLEMS[problem].simulate(theta, self.rng)
        self.predictor = Predictor(theta[:training], x[:training], self.rng)
        self.theta, self.exact = theta[training:], exact(PROBLEMS[problem], x[training:])
        self.predicted = self.predictor.predict(x[training:])

    def levels(self, posterior, draws=100):
        """What ``calibrate`` measures of one of ``POSTERIORS``."""
        cells = POSTERIORS[posterior](self.exact)
        drawn = sample(cells, draws, self.rng)
        densities, rngs = (log_prob(cells, self.theta), log_prob(cells, drawn)), dict.fromkeys(RANDOM, self.rng)
        found = measure(self.theta, drawn, *densities, self.predictor, self.predicted, rngs)
        return {**found._asdict(), "gain": found.log_prob + 2 * np.log(2)}
