"""A likelihood is looked at before anything relies on it."""

import numpy as np
import pytest
from lfi import problems
from lfi.errors import LfiError
from lfi.priors import Uniform
from lfi.problems import Problem, check_likelihood


class Gaussian(Problem):
    """Data that are normal around a and b, and what is told of their likelihood."""

    prior = Uniform(a=(0, 1), b=(0, 1))

    def __init__(self, told):
        self.told = told

    def simulate_one(self, theta, rng):
        return rng.normal(theta)

    def log_likelihood(self, theta, x):
        return self.told(-0.5 * (x - theta) ** 2)


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (
            lambda terms: terms.sum(),
            r"log_likelihood returned shape \(\), not \(3,\): one number for each row of theta",
        ),
        (lambda terms: terms, r"log_likelihood returned shape \(3, 2\), not \(3,\)"),
        (lambda terms: terms.sum(axis=0), r"log_likelihood returned shape \(2,\), not \(3,\)"),
        (lambda terms: terms.sum(axis=1) * np.nan, r"log_likelihood is nan at {'a': 0\.\d+, 'b': 0\.\d+}"),
        (lambda terms: terms.sum(axis=1) + np.inf, r"log_likelihood is inf at {'a': 0\.\d+, 'b': 0\.\d+}"),
        (lambda terms: terms.sum(axis=1) * 1j, "log_likelihood returned complex128 values, not real numbers"),
        (lambda terms: None, "log_likelihood returned object values, not real numbers"),
        (
            lambda terms: terms @ np.ones(3),
            r"log_likelihood raised ValueError: .*, for theta of shape \(3, 2\), x of shape \(2,\)",
        ),
    ],
)
def test_what_no_likelihood_gives_is_named(told, message):
    with pytest.raises(LfiError, match=f"^problem Gaussian: {message}") as error:
        check_likelihood(Gaussian(told), np.zeros(2))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("told", [lambda terms: terms.sum(axis=1), lambda terms: np.full(3, -np.inf)])
def test_a_number_for_each_row_of_theta_is_a_likelihood_also_where_it_is_zero(told):
    check_likelihood(Gaussian(told), np.zeros(2))


@pytest.mark.parametrize("name", ["line", "polynomial", "two_moons", "lotka_volterra"])
def test_the_built_in_problems_pass(name):
    problem = problems.load(name, {}, {}, kind=Problem)
    check_likelihood(problem, problem.observation().x)
