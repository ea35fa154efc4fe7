"""What data say about each parameter, by a regression that knows nothing of any posterior.

A parameter's rank under the prior, u in [0, 1], is described by its cosines sqrt(2) cos(pi j u), j = 1 … ``COSINES``:
each has mean 0 and variance 1 under the prior, and their means given the data are the coefficients of the density of u
given the data (Izbicki & Lee 2017, Electron. J. Stat. 11, 2800). So they see what the mean of a parameter cannot, such
as two modes of one height or a phase.
"""

from typing import NamedTuple

import numpy as np

from lfi.typing import Array

# Cosines of each parameter's rank: the finest has four periods in the prior's range.
COSINES = 8
# Random features, and the most pairs that they are fitted to: a second for both, and held-out pairs choose the penalty.
FEATURES = 512
ROWS = 20_000
HELD_OUT = 0.1
PENALTIES = 10.0 ** np.arange(-3, 7)
# Points of the marginal priors' distribution functions.
QUANTILES = 1001


class Predicted(NamedTuple):
    """What a predictor expects, given data.

    Attributes:
        theta: the parameters, shape (n, parameters).
        cosines: of the parameters' ranks under the prior, shape (n, parameters, cosines).
    """

    theta: Array
    cosines: Array


class Predictor:
    """Ridge regression of parameters, and of cosines of their ranks, on random features of the data.

    The features are the data and rectified linear functions of them with random weights (Rahimi & Recht 2008, Adv.
    Neural Inf. Process. Syst. 21), which needs no training: one system of linear equations gives all coefficients.
    Each target has a penalty of its own, the best one on held-out pairs, so that a target of which the data say nothing
    is predicted by its mean.

    Args:
        theta: parameters of the pairs to fit to, shape (n, parameters).
        x: their data, shape (n, *data).
        rng: of the features.
    """

    def __init__(self, theta: Array, x: Array, rng: np.random.Generator) -> None:
        self.centre, self.scale = theta.mean(axis=0), theta.std(axis=0)
        self.quantiles = np.quantile(theta, np.linspace(0, 1, QUANTILES), axis=0)
        theta, flat = theta[:ROWS], x[:ROWS].reshape(min(len(x), ROWS), -1).astype(float)
        low, self._x_centre, high = np.quantile(flat, [0.16, 0.5, 0.84], axis=0)
        spread = np.where(high > low, (high - low) / 2, flat.std(axis=0))
        self._x_scale = np.where(spread > 0, spread, 1.0)
        self._weights = rng.standard_normal((flat.shape[1], FEATURES)) / np.sqrt(flat.shape[1])
        self._offsets = rng.standard_normal(FEATURES)
        targets = np.c_[(theta - self.centre) / self.scale, self.cosines(theta).reshape(len(theta), -1)]
        self._coefficients = _ridge(self._features(flat), targets)

    def cosines(self, theta: Array) -> Array:
        """Cosines of the ranks of theta (..., parameters) under the prior, shape (..., parameters, cosines)."""
        grid = np.linspace(0, 1, QUANTILES)
        columns = (np.interp(theta[..., k], edges, grid) for k, edges in enumerate(self.quantiles.T))
        ranks = np.stack(list(columns), axis=-1)
        return np.sqrt(2) * np.cos(np.pi * ranks[..., None] * np.arange(1, COSINES + 1))

    def predict(self, x: Array) -> Predicted:
        """What is expected given data (n, *data)."""
        found = self._features(x.reshape(len(x), -1).astype(float)) @ self._coefficients
        parameters = len(self.scale)
        theta, cosines = found[:, :parameters], found[:, parameters:]
        largest = np.sqrt(2)  # of a cosine, and so of its mean
        return Predicted(
            np.clip(self.centre + self.scale * theta, self.quantiles[0], self.quantiles[-1]),
            np.clip(cosines, -largest, largest).reshape(len(x), parameters, COSINES),
        )

    def _features(self, flat: Array) -> Array:
        """Features of data (n, d), shape (n, features); the inverse hyperbolic sine keeps outliers from ruling."""
        standard = np.arcsinh((flat - self._x_centre) / self._x_scale)
        projected = standard @ self._weights
        linear = standard if standard.shape[1] <= FEATURES else projected
        return np.c_[np.ones(len(flat)), linear, np.maximum(projected + self._offsets, 0)]


def _ridge(features: Array, targets: Array) -> Array:
    """Coefficients of each target, shape (features, targets), with the penalty that is best on the last pairs."""
    fitted = max(1, int((1 - HELD_OUT) * len(features)))
    used, held_out = features[:fitted], features[fitted:]
    values, vectors = np.linalg.eigh(used.T @ used)
    projected = vectors.T @ (used.T @ targets[:fitted])
    rotated = held_out @ vectors
    shrunk = [projected / (np.maximum(values, 0) + penalty)[:, None] for penalty in PENALTIES]
    errors = np.array([np.mean((rotated @ each - targets[fitted:]) ** 2, axis=0) for each in shrunk])
    best = np.argmin(errors, axis=0)
    return vectors @ np.stack(shrunk)[best, :, np.arange(targets.shape[1])].T
