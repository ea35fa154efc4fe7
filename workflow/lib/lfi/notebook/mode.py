"""The mode of a density estimator: the best of many draws, and from there uphill."""

from typing import Any

import numpy as np
import torch
from scipy.optimize import minimize

from lfi import inference
from lfi.nets.density import DensityEstimator
from lfi.typing import Array

# Distance from the prior's bounds at which the density is evaluated, in standard deviations of the posterior.
INSIDE = 1e-4
# Evaluations of the density, each with its gradient, after which the best so far is taken.
MOST = 200
# Stands for -log 0.
NOTHING = 1e10


def mode(estimator: DensityEstimator, x: Array, draws: Array, low: Array, high: Array) -> Array:
    """theta of the highest density given one data set, shape (parameters,), by L-BFGS-B from the best draw.

    Args:
        estimator: a density estimator.
        x: the data set, shape (*data).
        draws: of its posterior, shape (draws, parameters).
        low: lower bounds of the prior, shape (parameters,).
        high: upper bounds.
    """
    best, scale = draws[np.argmax(inference.log_prob(estimator, draws, x))], draws.std(axis=0)
    data = torch.from_numpy(x[None].astype(np.float32))

    def objective(step: Array) -> tuple[float, Any]:
        theta = torch.tensor((best + step * scale)[None], dtype=torch.float32, requires_grad=True)
        value = -estimator.log_prob(theta, data).sum()
        if not torch.isfinite(value):
            return NOTHING, np.zeros(len(step))
        (slope,) = torch.autograd.grad(value, theta)
        return value.item(), slope[0].double().numpy() * scale

    # The best draw may itself be nearer to a bound.
    lower, upper = np.minimum((low - best) / scale + INSIDE, 0), np.maximum((high - best) / scale - INSIDE, 0)
    bounds = list(zip(lower, upper, strict=True))
    start = np.zeros(len(best))
    found = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxfun": MOST})
    ends = np.stack([best, best + found.x * scale])
    return np.asarray(ends[np.argmax(inference.log_prob(estimator, ends, x))])
