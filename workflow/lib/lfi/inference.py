"""Using a trained estimator: draws, densities, predictions and credible levels for many data sets."""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from lfi.diagnostics.calibration import credible_levels
from lfi.nets.density import DensityEstimator
from lfi.nets.regressors import Regressor
from lfi.typing import Array

# Rows that pass through a network at once: bounds the memory, and is large enough for its speed.
ROWS = 200_000


def sample(flow: DensityEstimator, x: Array, draws: int, seed: int) -> Array:
    """Posterior draws for each x (n, *data), shape (n, draws, parameters)."""
    with torch.inference_mode(), torch.random.fork_rng():
        torch.manual_seed(seed)
        return np.concatenate([flow.sample(_tensor(x[part]), draws).double().numpy() for part in _parts(len(x), draws)])


def levels(flow: DensityEstimator, theta: Array, x: Array, draws: int, seed: int) -> Array:
    """Credible levels of theta (n, parameters) under the posteriors given x (n, *data), shape (n, parameters)."""
    with torch.inference_mode(), torch.random.fork_rng():
        torch.manual_seed(seed)
        return np.concatenate(
            [
                credible_levels(theta[part], flow.sample(_tensor(x[part]), draws).double().numpy())
                for part in _parts(len(x), draws)
            ]
        )


def evaluate(estimator: DensityEstimator | Regressor, theta: Array, x: Array) -> Array:
    """A flow's log density of each pair, shape (n,), or a regressor's prediction, shape (n, parameters)."""
    with torch.inference_mode():
        values = (estimator.evaluate(_tensor(theta[part]), _tensor(x[part])) for part in _parts(len(x), 1))
        return np.concatenate([value.double().numpy() for value in values])


def _tensor(array: Array) -> Tensor:
    return torch.from_numpy(np.asarray(array, dtype=np.float32))


def _parts(rows: int, draws: int) -> Iterator[slice]:
    step = max(1, ROWS // draws)
    return (slice(start, start + step) for start in range(0, rows, step))
