"""Checks that a problem has what its configuration entry needs, before any job starts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lfi import problems
from lfi.config.estimators import DensityEstimator, Estimator
from lfi.config.workflow import Config, Problem, Simulations
from lfi.errors import LfiError
from lfi.references.file import read_draws


def load_problems(config: Config, origin: str) -> dict[str, problems.Joint]:
    """Load the problems that a configuration names, and check them.

    Args:
        config: the configuration.
        origin: the configuration's file name, for messages.

    Returns:
        The problems by name.

    Raises:
        LfiError: a problem cannot be loaded, or lacks what its entry needs; one line for each.
    """
    with _environment():
        loaded: dict[str, problems.Joint] = {
            name: problems.load(entry.source or name, entry.options, entry.prior)
            for name, entry in config.problems.items()
        }
    missing = [
        f"{origin}: problems.{name}.{complaint}"
        for name, entry in config.problems.items()
        for complaint in _complaints(entry, loaded[name])
    ]
    if missing:
        raise LfiError("\n".join(missing))
    return loaded


@contextmanager
def _environment() -> Iterator[None]:
    """Undo what users' files do to the environment, whose variables are looked at afterwards."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def _complaints(entry: Problem, problem: problems.Joint) -> Iterator[str]:
    inference = problem if isinstance(problem, problems.Problem) else None
    if entry.references.exact and not (inference and inference.exact()):
        under = " under this prior" if entry.prior else ""
        yield f"references.exact: the problem has no exact posterior{under}; remove it"
    if entry.references.nested and not (inference and inference.has_likelihood):
        yield "references.nested: the problem has no log_likelihood; write one, or remove it"
    if file := entry.references.file:
        yield from (f"references.file: {wrong}" for wrong in _wrong_draws(file.path, entry, inference))
    if wrong := _wrong_block(entry.simulations, problem):
        yield wrong
    if not inference and not entry.simulations.test:
        yield "simulations.test: must be above 0 to score a regression"
    for name, estimator in entry.estimators.items():
        if isinstance(estimator, DensityEstimator) and not inference:
            yield f"estimators.{name}: a {estimator.kind} needs a prior, but a regression has no prior; use a regressor"
        if problem.coordinates is None and (wants := _wants_coordinates(estimator)):
            yield f"estimators.{name}.{wants}: needs coordinates, but the problem has none"


def _wrong_draws(path: Path, entry: Problem, problem: problems.Problem | None) -> Iterator[str]:
    """Mistakes in a file of posterior draws.

    Args:
        path: the file.
        entry: the problem's entry.
        problem: the problem; None for a regression.
    """
    if not problem:
        yield "a regression has no posterior; remove it"
    elif entry.observations or not (entry.observation or problem.has_observation):
        yield "draws from a file need an observation from a file; name it: observation: data.npy"
    else:
        try:
            read_draws(path, problem.prior)
        except LfiError as wrong:
            yield str(wrong)


def _wrong_block(simulations: Simulations, problem: problems.Joint) -> str:
    """Mistake in the number of draws that are simulated at once, or in shards that cut them; empty: none."""
    block, size = problem.block, simulations.shard_size
    if not isinstance(block, int) or block < 1:
        return f"source: block = {block!r} in the problem's class is not a whole number above 0"
    if size % block == 0 or size >= max(simulations.training, simulations.test):
        return ""
    better = max(1, round(size / block)) * block
    advice = f", or write block = {size} in the problem's class" if problem.defined_in else ""
    wrong = f"{size} is not a multiple of {block}, the draws that are simulated at once"
    return f"simulations.shard_size: {wrong}; use {better}{advice}"


def _wants_coordinates(estimator: Estimator) -> str | None:
    if estimator.linear_summary == "smooth":
        return "linear_summary: smooth"
    return "embedding: point_set" if estimator.embedding and estimator.embedding.kind == "point_set" else None
