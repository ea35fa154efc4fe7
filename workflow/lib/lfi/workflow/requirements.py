"""What a configuration asks of a problem, against what the problem has: known before any job starts."""

from collections.abc import Iterator
from pathlib import Path

from lfi import problems
from lfi.config.estimators import DensityEstimator, EstimatorBase
from lfi.config.workflow import Config, Problem, Simulations
from lfi.errors import LfiError
from lfi.references.file import read_draws


def load_problems(config: Config, origin: str) -> dict[str, problems.Joint]:
    """The problems that the configuration names.

    Args:
        origin: the configuration's file name, for messages.

    Raises:
        LfiError: a problem cannot be had, or lacks what its entry asks for; a line each.
    """
    loaded: dict[str, problems.Joint] = {
        name: problems.load(own.source or name, own.options, own.prior) for name, own in config.problems.items()
    }
    missing = [
        f"{origin}: problems.{name}.{complaint}"
        for name, own in config.problems.items()
        for complaint in _complaints(own, loaded[name])
    ]
    if missing:
        raise LfiError("\n".join(missing))
    return loaded


def _complaints(entry: Problem, problem: problems.Joint) -> Iterator[str]:
    inference = problem if isinstance(problem, problems.Problem) else None
    if entry.references.exact and not (inference and inference.exact()):
        under = " under this prior" if entry.prior else ""
        yield f"references.exact: the problem knows no exact posterior{under}; remove it"
    if entry.references.nested and not (inference and inference.has_likelihood):
        yield "references.nested: the problem has no log_likelihood; write one, or remove it"
    if own := entry.references.file:
        yield from (f"references.file: {wrong}" for wrong in _wrong_draws(own.path, entry, inference))
    if wrong := _wrong_block(entry.simulations, problem):
        yield wrong
    if not inference and not entry.simulations.test:
        yield "simulations.test: must be above 0 to score a regression"
    for name, estimator in entry.estimators.items():
        if isinstance(estimator, DensityEstimator) and not inference:
            yield f"estimators.{name}: a {estimator.kind} needs a prior, which a regression has not; use a regressor"
        if problem.coordinates is None and (wants := _wants_coordinates(estimator)):
            yield f"estimators.{name}.{wants}: needs the problem's coordinates, which it has not"


def _wrong_draws(path: Path, entry: Problem, problem: problems.Problem | None) -> Iterator[str]:
    """What is wrong with a file of posterior draws for this problem."""
    if not problem:
        yield "a regression has no posterior; remove it"
    elif entry.observations or not (entry.observation or problem.has_observation):
        yield "the draws are for an observation of yours; name its file: observation: data.npy"
    else:
        try:
            read_draws(path, problem.prior)
        except LfiError as wrong:
            yield str(wrong)


def _wrong_block(simulations: Simulations, problem: problems.Joint) -> str:
    """What is wrong with the number of draws that are simulated at once, or with a shard that cuts them."""
    block, size = problem.block, simulations.shard_size
    if not isinstance(block, int) or block < 1:
        return f"source: block = {block!r} in the problem's class is not a number of draws; write a whole one above 0"
    if size % block == 0 or size >= max(simulations.training, simulations.test):
        return ""
    better = max(1, round(size / block)) * block
    advice = f", or write block = {size} in the problem's class" if problem.defined_in else ""
    wrong = f"{size} is not a multiple of {block}, the draws that are simulated at once"
    return f"simulations.shard_size: {wrong}; use {better}{advice}"


def _wants_coordinates(estimator: EstimatorBase) -> str | None:
    if estimator.readout == "smooth":
        return "readout: smooth"
    return "embedding: point_set" if estimator.embedding.kind == "point_set" else None
