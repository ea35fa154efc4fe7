"""Inference with a trained estimator: draws, densities, predictions and credible levels for many data sets."""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from lfi import seeding
from lfi.diagnostics.levels import RANDOM, Levels, measure
from lfi.diagnostics.local import Local, local_levels
from lfi.diagnostics.observation import at_observation
from lfi.diagnostics.predictor import Predictor
from lfi.nets.density import DensityEstimator
from lfi.nets.estimator import CovarianceEstimator, Estimator
from lfi.priors import Prior
from lfi.problems.base import Problem
from lfi.problems.drawing import replicate
from lfi.typing import Array

# Rows that pass through a network at once: few enough for the memory, many enough for its speed.
ROWS = 200_000
# Draws a data set whose density is evaluated: levels are exact for any number, and densities take most of the time.
DENSITIES = 100
# Draws given each replica: levels are exact for any number.
LOCAL = 100


def sample(estimator: DensityEstimator, x: Array, draws: int, seed: int) -> Array:
    """Posterior draws for each data set, shape (n, draws, parameters).

    Args:
        estimator: a density estimator.
        x: data sets, shape (n, *data).
        draws: number of draws for each data set.
        seed: seed of the draws.
    """
    with torch.inference_mode(), torch.random.fork_rng():
        torch.manual_seed(seed)
        parts = (estimator.sample(_tensor(x[part]), draws) for part in _parts(len(x), draws))
        return np.concatenate([part.double().numpy() for part in parts])


def log_prob(estimator: DensityEstimator, theta: Array, x: Array) -> Array:
    """log q(theta | x) of many theta given the same data, shape (draws,), in nats; the data are embedded once.

    Args:
        estimator: a density estimator.
        theta: parameters, shape (draws, parameters).
        x: one data set, shape (*data).
    """
    with torch.inference_mode():
        data = _tensor(x)[None]
        parts = (estimator.log_prob(_tensor(theta[part])[:, None], data) for part in _parts(len(theta), 1))
        return np.concatenate([part[:, 0].double().numpy() for part in parts])


def levels(estimator: DensityEstimator, theta: Array, x: Array, predictor: Predictor, draws: int, seed: int) -> Levels:
    """Levels of the truths under the posteriors given their data.

    Args:
        estimator: a density estimator.
        theta: true parameters, shape (n, parameters).
        x: data sets, shape (n, *data).
        predictor: a regression, fitted to other pairs; the reference points of TARP are its predictions.
        draws: number of posterior draws for each data set.
        seed: seed of the draws and of how ties are settled.
    """
    rngs = {name: seeding.generator(seed, name) for name in RANDOM}
    found = []
    with torch.inference_mode(), torch.random.fork_rng():
        torch.manual_seed(seed)
        for part in _parts(len(x), draws):
            values = estimator.sample(_tensor(x[part]), draws)
            densities = _densities(estimator, theta[part], values[:, :DENSITIES], x[part])
            sampled = values.double().numpy()
            found.append(measure(theta[part], sampled, *densities, predictor, predictor.predict(x[part]), rngs))
    return Levels(*(np.concatenate(column) for column in zip(*found, strict=True)))


def local(
    estimator: DensityEstimator, prior: Prior, x: Array, theta: Array, replicas: Array, draws: int, seed: int
) -> Local:
    """Calibration around one observation.

    Args:
        estimator: a density estimator.
        prior: the prior.
        x: the observation, shape (*data).
        theta: its posterior draws, shape (n, parameters).
        replicas: data simulated at these, shape (n, *data).
        draws: number of draws for each of the replicas.
        seed: seed of the draws and of how ties are settled.
    """
    sampled = sample(estimator, replicas, draws, seed)
    with torch.inference_mode():
        densities = _densities(estimator, theta, _tensor(sampled), replicas)
    every = np.concatenate([theta[:, None], sampled], axis=1)
    flat = every.reshape(-1, theta.shape[-1])
    under_prior = prior.log_prob(flat)
    weights = np.where(np.isfinite(under_prior), log_prob(estimator, flat, x) - under_prior, -np.inf)
    of_truths, of_draws = np.split(weights.reshape(len(theta), 1 + draws), [1], axis=1)
    return local_levels(theta, sampled, *densities, of_truths[:, 0], of_draws, seeding.generator(seed, "local"))


def densities(estimator: DensityEstimator, theta: Array, x: Array) -> Array:
    """log q(theta_ij | x_i) of several theta for each data set, shape (n, draws), in nats.

    Args:
        estimator: a density estimator.
        theta: parameters, shape (n, draws, parameters).
        x: data sets, shape (n, *data).
    """
    with torch.inference_mode():
        each = (
            estimator.log_prob(_tensor(theta[part]).transpose(0, 1), _tensor(x[part])).T
            for part in _parts(len(x), theta.shape[1])
        )
        return np.concatenate([part.double().numpy() for part in each])


def at_one_observation(
    problem: Problem,
    prior: Prior,
    estimator: DensityEstimator,
    x: Array,
    theta: Array,
    simulated_features: Array,
    replicas: int,
    rng: np.random.Generator,
    seed: int,
) -> dict[str, Array]:
    """What ``diagnostics.observation.at_observation`` measures, and calibration around the observation.

    Args:
        problem: the problem.
        prior: what the estimator's simulations were drawn from.
        estimator: a density estimator.
        x: the observation, shape (*data).
        theta: its posterior draws, shape (n, parameters).
        simulated_features: context vectors of simulated data, shape (m, features).
        replicas: number of data sets that are simulated from posterior draws; 0 for none.
        rng: of these simulations.
        seed: of the calibration's draws.
    """
    density = log_prob(estimator, theta, x) if problem.has_likelihood else None
    drawn = replicate(problem, theta[:replicas], rng)
    truths, data = drawn.theta[~drawn.failed], drawn.x[~drawn.failed]
    found = at_observation(problem, x, theta, density, contexts(estimator, x[None]), simulated_features, data, rng)
    if len(data):
        around = local(estimator, prior, x, truths, data, LOCAL, seed)
        found |= {f"local_{name}": values for name, values in around._asdict().items()}
    return found


def _densities(estimator: DensityEstimator, theta: Array, draws: Tensor, x: Array) -> tuple[Array, Array]:
    """Log densities of the truths (n,) and of draws (n, k)."""
    sampled = estimator.log_prob(draws.transpose(0, 1), _tensor(x)).T
    return evaluate(estimator, theta, x), sampled.double().numpy()


def evaluate(estimator: Estimator, theta: Array, x: Array) -> Array:
    """Log densities of the pairs, shape (n,), or a regressor's predictions, shape (n, parameters).

    Args:
        estimator: a density estimator or a regressor.
        theta: parameters, shape (n, parameters); a regressor does not use them.
        x: data sets, shape (n, *data).
    """
    with torch.inference_mode():
        parts = (estimator.evaluate(_tensor(theta[part]), _tensor(x[part])) for part in _parts(len(x), 1))
        return np.concatenate([part.double().numpy() for part in parts])


def covariances(estimator: CovarianceEstimator, x: Array) -> Array:
    """Estimated posterior covariances, shape (n, parameters, parameters).

    Args:
        estimator: an estimator of the covariance, such as a moment network.
        x: data sets, shape (n, *data).
    """
    with torch.inference_mode():
        return np.concatenate([estimator.covariance(_tensor(x[part])).numpy() for part in _parts(len(x), 1)])


def contexts(estimator: Estimator, x: Array) -> Array:
    """Context vectors of the data, shape (n, features).

    Args:
        estimator: any estimator.
        x: data sets, shape (n, *data).
    """
    with torch.inference_mode():
        parts = [estimator.features(_tensor(x[part])).double().numpy() for part in _parts(len(x), 1)]
        return np.concatenate(parts)


def _tensor(array: Array) -> Tensor:
    return torch.from_numpy(np.asarray(array, dtype=np.float32))


def _parts(rows: int, draws: int) -> Iterator[slice]:
    step = max(1, ROWS // draws)
    return (slice(start, start + step) for start in range(0, rows, step))
