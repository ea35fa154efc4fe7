"""Loads the problem that a configuration entry names: a built-in problem, or a user's Python file."""

import importlib
import inspect
from collections.abc import Mapping
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, TypeVar

from lfi.errors import LfiError
from lfi.priors import Distributions, Prior, replace
from lfi.problems.base import Joint, Problem, Regression
from lfi.problems.importing import import_file

BUILT_IN = (
    "chirp",
    "curve",
    "gaussian_linear",
    "line",
    "lotka_volterra",
    "polynomial",
    "predator_prey",
    "sir",
    "slcp",
    "two_moons",
)

Kind = TypeVar("Kind", bound=Joint)


def load(
    source: str,
    options: Mapping[str, Any],
    prior: Distributions,
    kind: type[Kind] = Joint,  # type: ignore[assignment]
) -> Kind:
    """Load a problem.

    Args:
        source: name of a built-in problem, or path of a Python file that defines one subclass of ``Problem``. The file
            imports the modules of its folder by their names.
        options: arguments of the problem's constructor.
        prior: distributions that replace those of some parameters: ``{"m": {"uniform": (-3, 3)}}``.
        kind: the required class: ``Problem``, ``Regression``, or either.

    Raises:
        LfiError: there is no such problem, the file does not import, the constructor does not accept the options, the
            class has no prior or no simulator, a method takes other arguments, or a distribution cannot be replaced.

    Example:
        >>> problem = load("line", {"points": 50}, {"m": {"uniform": (0, 1)}})
        >>> problem.parameters
        ('m', 'c')
        >>> problem.prior.high.tolist()
        [1.0, 3.0]
    """
    module = importlib.import_module(f"lfi.problems.{source}") if source in BUILT_IN else _import_file(source)
    problem_class = _problem_class(module, source)
    try:
        inspect.signature(problem_class).bind(**options)
    except TypeError as error:
        raise LfiError(f"problem {source}: options: {error}") from None
    try:
        problem: Any = problem_class(**options)
    except Exception as failure:
        call = f"{problem_class.__name__}({_shown(options)})"
        raise LfiError(f"problem {source}: {call} raised {type(failure).__name__}: {failure}") from failure
    if not isinstance(problem, kind):
        actual = next(base for base in (Problem, Regression) if isinstance(problem, base))
        raise LfiError(f"problem {source}: is a {actual.__name__}, but this needs a {kind.__name__}")
    problem.defined_in = None if source in BUILT_IN else Path(source)
    _check_arguments(problem, source)
    if isinstance(problem, Problem):
        _check(problem, source)
    if prior:
        _replace_prior(problem, source, prior)
    return problem


def _shown(options: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in options.items())


def _check(problem: Problem, source: str) -> None:
    """Check that a class defines a prior and a simulator."""
    name = type(problem).__name__
    if not isinstance(getattr(problem, "prior", None), Prior):
        raise LfiError(f"problem {source}: {name} has no prior; write: prior = Uniform(a=(0, 1))")
    if not problem.has_simulator:
        raise LfiError(f"problem {source}: {name} has no simulator; write simulate(self, theta, rng), or simulate_one")


def _check_arguments(problem: Joint, source: str) -> None:
    """Check that the methods of a class accept the arguments of the methods that they override."""
    base = Problem if isinstance(problem, Problem) else Regression
    for name, declared in inspect.getmembers(base, inspect.isfunction):
        defined = inspect.getattr_static(type(problem), name)
        if name.startswith("_") or not isinstance(defined, FunctionType | staticmethod | classmethod):
            continue
        expected = list(inspect.signature(declared).parameters)
        signature = inspect.signature(defined.__get__(problem, type(problem)))
        try:
            signature.bind(*expected[1:])
        except TypeError:
            takes = f"{name} takes ({', '.join(signature.parameters)}), not ({', '.join(expected[1:])})"
            raise LfiError(f"problem {source}: {takes}; write def {name}({', '.join(expected)})") from None


def _replace_prior(problem: Joint, source: str, prior: Distributions) -> None:
    if not isinstance(problem, Problem):
        raise LfiError(f"problem {source}: a regression has no prior; remove prior:")
    try:
        problem.prior = replace(problem.prior, prior)
    except LfiError as error:
        raise LfiError(f"problem {source}: {error}") from None


def _import_file(source: str) -> ModuleType:
    path = Path(source)
    if path.suffix != ".py" or not path.is_file():
        known = ", ".join(BUILT_IN)
        raise LfiError(f"problem {source!r}: neither built in ({known}) nor the path of a Python file")
    try:
        return import_file(path)
    except Exception as failure:
        raise LfiError(f"{path}: does not import: {type(failure).__name__}: {failure}") from failure


def _problem_class(module: ModuleType, source: str) -> type[Joint]:
    classes = [
        item
        for _, item in inspect.getmembers(module, inspect.isclass)
        if issubclass(item, Problem | Regression) and item.__module__ == module.__name__
    ]
    if len(classes) != 1:
        count = len(classes)
        raise LfiError(f"{source}: defines {count} problems, not one; write one class that extends lfi's Problem")
    return classes[0]
