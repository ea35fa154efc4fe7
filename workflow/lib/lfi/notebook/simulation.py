"""Pairs of parameters and data from a problem."""

from pathlib import Path

from lfi import problems
from lfi.data import simulations
from lfi.data.simulations import OnFailure
from lfi.errors import LfiError
from lfi.problems.base import Joint
from lfi.typing import Array


def simulate(
    problem: str | Path | Joint, n: int, *, seed: int = 1, on_failure: OnFailure = "error"
) -> tuple[Array, Array]:
    """Draw parameters from a problem's prior, and simulate data for each.

    The pairs are the first of the training set that the workflow makes with this seed, where the configuration's entry
    has the problem's name: a built-in problem's, a file's without ``.py``, or a class's in lower case. More of them
    begin with the same; other pairs come from another seed.

    Args:
        problem: name of a built-in problem, such as ``"line"``; path of a Python file that defines one; or a problem.
        n: number of pairs, at least 1.
        seed: of all random draws.
        on_failure: ``"error"``: a draw that fails is an error; ``"drop"``: it is left out, and there are fewer pairs.

    Returns:
        theta, shape (n, parameters), in double precision, and x, shape (n, *data), in single precision; both in the
        problem's units.

    Raises:
        LfiError: there is no such problem, the simulator is wrong, a draw fails, or n is less than 1.

    Example:
        >>> import lfi
        >>> theta, x = lfi.simulate("line", 100)
        >>> theta.shape, x.shape
        ((100, 2), (100, 200))
    """
    if n < 1:
        raise LfiError(f"n = {n}: simulate at least one pair")
    if isinstance(problem, Joint):
        loaded, name = problem, type(problem).__name__.lower()
    else:
        loaded, name = problems.load(str(problem), {}, {}), Path(problem).stem
    drawn = simulations.simulate(loaded, seed, name, "training", 0, n, on_failure)
    good = ~drawn.failed
    return drawn.theta[good], drawn.x[good]
