"""Problems: what can be simulated, and what is known about it."""

from lfi.problems.base import Joint, Observation, Problem, Regression
from lfi.problems.loading import load, load_observation

__all__ = ["Joint", "Observation", "Problem", "Regression", "load", "load_observation"]
