"""A density estimator at each observation: is it like the simulations, do draws explain it, are they corrected."""

from pathlib import Path
from typing import Any

import numpy as np
from lfi import inference, problems, seeding, steps
from lfi.data import checks, posteriors, simulations
from lfi.data import observations as observed
from lfi.diagnostics.discrepancy import misspecification, predictive
from lfi.diagnostics.importance import corrected
from lfi.logs import logged
from lfi.nets.density import DensityEstimator
from lfi.problems.drawing import replicate
from lfi.training import trained
from lfi.typing import Array

# Of the training set, for the distances that simulated data have.
SIMULATED = 20_000
# Stands for the log of a weight of zero: files hold finite numbers.
LEAST = -1e300


def check(
    labels: tuple[str, str],
    problem: dict[str, Any],
    estimator: str,
    draws: str,
    observation: str,
    shards: list[str],
    replicas: int,
    seed: int,
    output: str,
) -> None:
    loaded = problems.load(**problem, kind=problems.Problem)
    network = trained.load_density(Path(estimator))
    _, simulated = simulations.read_set([Path(shard) for shard in shards])
    seen = inference.contexts(network, simulated[:SIMULATED])
    rng = seeding.generator(seed, *labels, "check")
    pairs = zip(observed.read(Path(observation)), posteriors.read(Path(draws)).observed, strict=True)
    checks.write(Path(output), [at(loaded, network, x, theta, seen, replicas, rng) for (x, _), theta in pairs])


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


if __name__ == "__main__":
    w = snakemake.wildcards
    with logged(snakemake.log[0], f"{w.problem}/{w.estimator}/check") as say:
        steps.run(
            snakemake,
            say,
            lambda: check(
                labels=(w.problem, w.estimator),
                problem=snakemake.params.problem,
                estimator=str(Path(snakemake.input.weights).parent),
                draws=snakemake.input.draws,
                observation=snakemake.input.observation,
                shards=snakemake.input.training,
                replicas=snakemake.params.replicas,
                seed=snakemake.params.seed,
                output=snakemake.output[0],
            ),
        )
