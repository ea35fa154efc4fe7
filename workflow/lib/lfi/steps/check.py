"""A density estimator at each observation: is it like the simulations, do draws explain it, are they corrected."""

from pathlib import Path

from lfi import inference, problems, seeding
from lfi.data import checks as stored
from lfi.data import observations, posteriors, simulations
from lfi.problems.reference import ProblemReference
from lfi.provenance.parameters import Definitions
from lfi.training import trained
from lfi.typing import Array

# Data sets of the training set whose distances say what is usual.
SIMULATED = 20_000


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
        replicas: number of data sets that are simulated from posterior draws; 0 for none.
        network: the classes that the estimator is made of.
        seed: the master seed.
        checks: the file that is written.
    """
    loaded, estimator = problem.load(problems.Problem), trained.load_density(weights.parent, network)
    _, simulated = simulations.read_set(training)
    features = inference.contexts(estimator, simulated[:SIMULATED])
    rng, measured = seeding.generator(seed, *subject, "check"), list[dict[str, Array]]()
    for (x, _), theta in zip(observations.read(observation), posteriors.read(posterior).observed, strict=True):
        seeded = seeding.integer(seed, *subject, "local", len(measured))
        measured.append(
            inference.at_one_observation(loaded, loaded.prior, estimator, x, theta, features, replicas, rng, seeded)
        )
    stored.write(checks, measured)
