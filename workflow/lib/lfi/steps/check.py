"""A density estimator at each observation: is it like the simulations, do draws explain it, are they corrected."""

from pathlib import Path

import numpy as np

from lfi import inference, problems, seeding
from lfi.data import checks as stored
from lfi.data import observations, posteriors, simulations
from lfi.diagnostics.discrepancy import misspecification, predictive
from lfi.diagnostics.importance import corrected
from lfi.nets.density import DensityEstimator
from lfi.problems.drawing import replicate
from lfi.problems.reference import ProblemReference
from lfi.provenance.parameters import Definitions
from lfi.training import trained
from lfi.typing import Array

# Of the training set, for the distances that simulated data have.
SIMULATED = 20_000
# Stands for the log of a weight of zero: files hold finite numbers.
LEAST = -1e300


def check(
    subject: tuple[str, str],
    problem: ProblemReference,
    weights: Path,
    posterior: Path,
    observation: Path,
    training: list[Path],
    replicas: int,
    network: Definitions,
    seed: int,
    checks: Path,
) -> None:
    """Measure at each observation what says whether the posterior there can be trusted.

    Args:
        subject: names of the problem and the estimator.
        problem: the problem.
        weights: the trained weights, beside the estimator's description.
        posterior: file of the estimator's posterior draws.
        observation: file of the observations.
        training: shards of the training set.
        replicas: data sets that are simulated from posterior draws; 0 for none.
        network: the classes that the estimator is made of.
        seed: the master seed.
        checks: the file that is written.
    """
    loaded, estimator = problem.load(problems.Problem), trained.load_density(weights.parent, network)
    _, simulated = simulations.read_set(training)
    features = inference.contexts(estimator, simulated[:SIMULATED])
    rng = seeding.generator(seed, *subject, "check")
    pairs = zip(observations.read(observation), posteriors.read(posterior).observed, strict=True)
    stored.write(checks, [at(loaded, estimator, x, theta, features, replicas, rng) for (x, _), theta in pairs])


def at(
    problem: problems.Problem,
    network: DensityEstimator,
    x: Array,
    theta: Array,
    seen: Array,
    replicas: int,
    rng: np.random.Generator,
) -> dict[str, Array]:
    """What is measured at one observation x (*data), from posterior draws theta (n, parameters) there.

    Args:
        seen: context vectors of simulated data, shape (m, features).
    """
    found = {"misspecification": misspecification(seen, inference.contexts(network, x[None]))}
    if replicas:
        drawn = replicate(problem, theta[:replicas], rng)
        found["predictive"] = predictive(x, drawn.x[~drawn.failed])
    content = {f"{name}_{key}": own for name, values in found.items() for key, own in values._asdict().items()}
    if problem.has_likelihood:
        content["log_weights"] = weights = log_weights(problem, network, theta, x)
        if (draws := corrected(theta, weights, rng)) is not None:
            content["corrected"] = draws
    return content


def log_weights(problem: problems.Problem, network: DensityEstimator, theta: Array, x: Array) -> Array:
    """log p(x | theta) + log p(theta) - log q(theta | x) of draws theta (n, parameters), shape (n,)."""
    prior = problem.prior.log_prob(theta)
    inside = np.isfinite(prior)
    joint = np.full(len(theta), -np.inf)
    joint[inside] = prior[inside] + problem.log_likelihood(theta[inside], x)
    own = inference.evaluate(network, theta, np.broadcast_to(x, (len(theta), *x.shape)))
    return np.maximum(joint - own, LEAST)
