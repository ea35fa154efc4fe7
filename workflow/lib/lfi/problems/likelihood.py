"""A look at a problem's likelihood, before anything relies on it."""

import numpy as np

from lfi.errors import LfiError
from lfi.problems.base import Problem
from lfi.problems.drawing import naming, one_line, real_numbers
from lfi.typing import Array

# More than one, so that a sum over all rows is told from one number a row.
ROWS = 3


def check_likelihood(problem: Problem, x: Array) -> None:
    """Evaluate ``log_likelihood`` at a few parameters from the prior; nothing to do for a problem without one.

    Args:
        problem: the problem.
        x: an observation, shape (*data).

    Raises:
        LfiError: it raises an exception, does not return one real number for each row of theta, or one is NaN or
            infinite; -inf, a likelihood of zero, is allowed.
    """
    if not problem.has_likelihood:
        return
    theta = problem.prior.sample(ROWS, np.random.default_rng(0))
    with naming(problem, type(problem).__name__):
        values = _evaluate(problem, theta, x)
        if values.shape != (ROWS,):
            wrong = f"log_likelihood returned shape {values.shape}, not ({ROWS},)"
            raise LfiError(f"{wrong}: one number for each row of theta, shape {theta.shape}")
        for row, value in zip(theta, values, strict=True):
            if np.isnan(value) or value == np.inf:
                at = dict(zip(problem.parameters, row.tolist(), strict=True))
                raise LfiError(f"log_likelihood is {value} at {at}")


def _evaluate(problem: Problem, theta: Array, x: Array) -> Array:
    try:
        returned = problem.log_likelihood(theta.copy(), x.copy())
    except Exception as raised:
        at = f"theta of shape {theta.shape}, x of shape {x.shape}"
        raise LfiError(f"log_likelihood raised {one_line(raised)}, for {at}") from raised
    return real_numbers("log_likelihood", returned)
