"""Problems: what can be simulated, and what is known about it."""

from lfi.problems.base import Joint, Observation, Problem, Regression
from lfi.problems.likelihood import check_likelihood
from lfi.problems.loading import load
from lfi.problems.observations import load_observations, read_observations

__all__ = [
    "Joint",
    "Observation",
    "Problem",
    "Regression",
    "check_likelihood",
    "load",
    "load_observations",
    "read_observations",
]
