"""Using a trained estimator: draws, densities, predictions and credible levels for many data sets."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from lfi import seeding
from lfi.diagnostics.coverage import hpd_levels
from lfi.diagnostics.ranks import fractional_ranks
from lfi.diagnostics.tarp import tarp_levels
from lfi.nets.density import DensityEstimator
from lfi.nets.estimator import Estimator
from lfi.nets.moments import MomentNetwork
from lfi.typing import Array

# Rows that pass through a network at once: bounds the memory, and is large enough for its speed.
ROWS = 200_000
# Draws a data set whose density is asked for: levels are exact for any number, and densities cost the most.
DENSITIES = 100


def sample(flow: DensityEstimator, x: Array, draws: int, seed: int) -> Array:
    """Posterior draws for each x (n, *data), shape (n, draws, parameters)."""
    with torch.inference_mode(), torch.random.fork_rng():
        torch.manual_seed(seed)
        return np.concatenate([flow.sample(_tensor(x[part]), draws).double().numpy() for part in _parts(len(x), draws)])


class Levels(NamedTuple):
    """Where the truths stand among a posterior's draws; each uniform on [0, 1] if the posterior is right.

    Attributes:
        ranks: of each parameter, shape (n, parameters).
        coverage: of the density, shape (n,): level of the highest-density region that just holds the truth.
        tarp: of the distance to a reference point, shape (n,).
    """

    ranks: Array
    coverage: Array
    tarp: Array


def levels(
    flow: DensityEstimator, theta: Array, x: Array, references: Array, scale: Array, draws: int, seed: int
) -> Levels:
    """Levels of the truths theta (n, parameters) under the posteriors given x (n, *data).

    Args:
        references: TARP's reference points, shape (n, parameters). scale: unit of each parameter for distances to them.
        draws: posterior draws a data set.
    """
    own = [seeding.generator(seed, name) for name in Levels._fields]
    found = []
    with torch.inference_mode(), torch.random.fork_rng():
        torch.manual_seed(seed)
        for part in _parts(len(x), draws):
            values = flow.sample(_tensor(x[part]), draws)
            sampled = values.double().numpy()
            found.append(
                (
                    fractional_ranks(theta[part], sampled, own[0]),
                    hpd_levels(*_densities(flow, theta[part], values[:, :DENSITIES], x[part]), own[1]),
                    tarp_levels(theta[part], sampled, references[part], scale, own[2]),
                )
            )
    return Levels(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _densities(flow: DensityEstimator, theta: Array, draws: Tensor, x: Array) -> tuple[Array, Array]:
    """Log densities of the truths (n,) and of draws (n, k)."""
    sampled = flow.log_prob(draws.transpose(0, 1), _tensor(x)).T
    return evaluate(flow, theta, x), sampled.double().numpy()


def evaluate(estimator: Estimator, theta: Array, x: Array) -> Array:
    """A flow's log density of each pair, shape (n,), or a regressor's prediction, shape (n, parameters)."""
    with torch.inference_mode():
        values = (estimator.evaluate(_tensor(theta[part]), _tensor(x[part])) for part in _parts(len(x), 1))
        return np.concatenate([value.double().numpy() for value in values])


def covariances(estimator: MomentNetwork, x: Array) -> Array:
    """A moment network's covariances for x (n, *data), shape (n, parameters, parameters)."""
    with torch.inference_mode():
        return np.concatenate([estimator.covariance(_tensor(x[part])).numpy() for part in _parts(len(x), 1)])


def contexts(estimator: Estimator, x: Array) -> Array:
    """What the estimator sees of data x (n, *data): its context vectors, shape (n, features)."""
    with torch.inference_mode():
        rows = [estimator.features(_tensor(x[part])).double().numpy() for part in _parts(len(x), 1)]
        return np.concatenate(rows)


def _tensor(array: Array) -> Tensor:
    return torch.from_numpy(np.asarray(array, dtype=np.float32))


def _parts(rows: int, draws: int) -> Iterator[slice]:
    step = max(1, ROWS // draws)
    return (slice(start, start + step) for start in range(0, rows, step))
