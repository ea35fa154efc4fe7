"""A density estimator at one observation: is it like the simulations, do draws explain it, are they corrected."""

import numpy as np

from lfi.diagnostics.discrepancy import misspecification, predictive, residuals
from lfi.diagnostics.importance import corrected
from lfi.problems.base import Problem
from lfi.typing import Array

# Stands for the log of a weight of zero: files hold finite numbers.
LEAST = -1e300


def at_observation(
    problem: Problem,
    x: Array,
    theta: Array,
    log_prob: Array | None,
    features: Array,
    simulated_features: Array,
    replicas: Array,
    rng: np.random.Generator,
) -> dict[str, Array]:
    """What is measured at one observation; ``trust.observation_verdicts`` judges it.

    Args:
        problem: it has the prior and, where it is known, the likelihood.
        x: the observation, shape (*data).
        theta: posterior draws, shape (n, parameters).
        log_prob: log density of the estimator at these draws, shape (n,); None if the problem has no likelihood.
        features: context vector of the observation, shape (1, features).
        simulated_features: context vectors of simulated data, shape (m, features).
        replicas: data simulated at posterior draws, shape (replicas, *data); none for no predictive check.
        rng: of the corrected draws.

    Returns:
        The fields of ``Discrepancy``, such as ``misspecification_distance`` and ``predictive_p_value``; ``residuals``
        of the data's elements in the predictive check; with a
        likelihood ``log_weights`` (n,), and ``corrected`` (draws, parameters) if these suffice for it.
    """
    found = {"misspecification": misspecification(simulated_features, features)}
    if len(replicas):
        found["predictive"] = predictive(x, replicas)
    measured = {f"{check}_{field}": values for check, each in found.items() for field, values in each._asdict().items()}
    if len(replicas):
        measured["residuals"] = residuals(x, replicas)
    if log_prob is not None:
        measured["log_weights"] = weights = log_weights(problem, log_prob, theta, x)
        if (draws := corrected(theta, weights, rng)) is not None:
            measured["corrected"] = draws
    return measured


def log_weights(problem: Problem, log_prob: Array, theta: Array, x: Array) -> Array:
    """Log importance weights log p(x | theta) + log p(theta) - log q(theta | x) of draws of q.

    Args:
        problem: it has a likelihood.
        log_prob: log q(theta | x), shape (n,).
        theta: the draws, shape (n, parameters).
        x: the observation, shape (*data).

    Returns:
        Shape (n,); ``LEAST`` where the weight is zero.
    """
    prior = problem.prior.log_prob(theta)
    inside = np.isfinite(prior)
    joint = np.full(len(theta), -np.inf)
    joint[inside] = prior[inside] + problem.log_likelihood(theta[inside], x)
    return np.maximum(joint - log_prob, LEAST)
