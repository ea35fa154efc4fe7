"""Posterior draws of a trained density estimator."""

import json
import time
from pathlib import Path

from lfi import inference, seeding
from lfi.data import posteriors, simulations
from lfi.provenance.parameters import Definitions
from lfi.training import trained


def sample(
    subject: tuple[str, str],
    parameters: list[str],
    weights: Path,
    observation: Path,
    test: list[Path],
    datasets: int,
    draws: int,
    network: Definitions,
    seed: int,
    posterior: Path,
    timing: Path,
) -> None:
    """Draw from the estimated posterior of the observations and of the first test data sets.

    Args:
        subject: names of the problem and the estimator.
        parameters: their names.
        weights: the trained weights, beside the estimator's description.
        observation: file of the observations.
        test: shards of the test set.
        datasets: how many test data sets.
        draws: draws for each data set.
        network: the classes that the estimator is made of.
        seed: the master seed.
        posterior: the file of draws that is written.
        timing: the JSON file that is written, with the speed of the drawing.
    """
    estimator = trained.load_density(weights.parent, network)
    _, x = simulations.read_datasets(observation, test, datasets)
    started = time.perf_counter()
    theta = inference.sample(estimator, x, draws, seeding.integer(seed, *subject, "sample"))
    seconds = time.perf_counter() - started
    posteriors.write(posterior, posteriors.Draws(theta, None, len(x) - datasets, tuple(parameters)))
    timing.write_text(json.dumps({"draws": len(x) * draws, "draws_per_second": len(x) * draws / seconds}))
