"""From a config entry to a problem: built in by name, or a Python file of the user's."""

import importlib
import importlib.util
import inspect
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import numpy as np

from lfi.errors import LfiError
from lfi.priors import Uniform
from lfi.problems.base import Joint, Observation, Problem, Regression

BUILT_IN = ("curve", "line", "lotka_volterra", "polynomial", "two_moons")


Kind = TypeVar("Kind", bound=Joint)


def load(
    source: str,
    options: Mapping[str, Any],
    prior: Mapping[str, tuple[float, float]],
    kind: type[Kind] = Joint,  # type: ignore[assignment]
) -> Kind:
    """The problem that a config entry names.

    Args:
        source: a built-in problem's name, or the path of a Python file that defines one subclass of ``Problem``.
        options: arguments of its constructor.
        prior: bounds that replace those of its uniform prior.
        kind: what it must be: ``Problem`` or ``Regression``.

    Raises:
        LfiError: no such problem, a file that does not import, options that it does not take.
    """
    module = importlib.import_module(f"lfi.problems.{source}") if source in BUILT_IN else _import_file(source)
    problem_class = _problem_class(module, source)
    try:
        inspect.signature(problem_class).bind(**options)
    except TypeError as wrong:
        raise LfiError(f"problem {source}: options: {wrong}") from None
    problem: Any = problem_class(**options)
    if not isinstance(problem, kind):
        own = next(base for base in (Problem, Regression) if isinstance(problem, base))
        raise LfiError(f"problem {source}: is a {own.__name__}, but this needs a {kind.__name__}")
    if prior:
        if not (isinstance(problem, Problem) and isinstance(problem.prior, Uniform)):
            raise LfiError(f"problem {source}: has no uniform prior whose bounds could be replaced; remove prior:")
        problem.prior = problem.prior.with_bounds(prior)
    return problem


def _import_file(source: str) -> ModuleType:
    path = Path(source)
    if path.suffix != ".py" or not path.is_file():
        known = ", ".join(BUILT_IN)
        raise LfiError(f"problem {source!r}: neither built in ({known}) nor the path of a Python file")
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    try:
        specification.loader.exec_module(module)
    except Exception as failure:
        raise LfiError(f"{path}: does not import: {type(failure).__name__}: {failure}") from failure
    return module


def _problem_class(module: ModuleType, source: str) -> type[Joint]:
    own = [
        item
        for _, item in inspect.getmembers(module, inspect.isclass)
        if issubclass(item, Problem | Regression) and item.__module__ == module.__name__
    ]
    if len(own) != 1:
        raise LfiError(f"{source}: defines {len(own)} problems, not one; write one class that extends lfi's Problem")
    return own[0]


def load_observation(problem: Problem, path: Path | None, rng: np.random.Generator) -> Observation:
    """The observation in a file (.npy or .csv); without one the problem's own, and without that a simulated one.

    Raises:
        LfiError: the file cannot be read, has the wrong shape, or holds a number that is not finite.
    """
    theta = problem.prior.sample(1, rng)
    simulated = problem.simulate(theta, rng)[0]
    if path is None:
        return problem.observation() or Observation(simulated, theta[0])
    try:
        x = np.load(path) if path.suffix == ".npy" else np.loadtxt(path, delimiter=",")
    except (OSError, ValueError) as failure:
        raise LfiError(f"observation {path}: cannot be read: {failure}") from None
    if x.shape != simulated.shape:
        raise LfiError(f"observation {path}: has shape {x.shape}, but the simulator gives {simulated.shape}")
    if not np.isfinite(x).all():
        raise LfiError(f"observation {path}: holds numbers that are not finite")
    return Observation(x=x)
