"""``lfi.simulate`` gives the pairs of the workflow's training set."""

import lfi
import numpy as np
import pytest
from lfi import problems
from lfi.commands.new_problem import new_problem
from lfi.data import simulations
from lfi.errors import LfiError
from lfi.priors import Uniform
from lfi.problems import Problem


class Fragile(Problem):
    prior = Uniform(a=(0, 1))

    def simulate_one(self, theta, rng):
        if theta[0] > 0.5:
            raise ValueError("too large")
        return theta + rng.standard_normal(3)


def same(pairs, drawn):
    return np.array_equal(pairs[0], drawn.theta) and np.array_equal(pairs[1], drawn.x)


def test_pairs_are_the_first_of_the_workflows_training_set(tmp_path):
    line = problems.load("line", {}, {})
    stored = simulations.simulate(line, 3, "line", "training", 0, 70)
    assert same(lfi.simulate("line", 70, seed=3), stored)
    assert same(lfi.simulate(line, 70, seed=3), stored)
    assert not same(lfi.simulate(line, 70, seed=4), stored)
    file = new_problem("decay", tmp_path)[0]
    decay = problems.load(str(file), {}, {})
    assert same(lfi.simulate(file, 20), simulations.simulate(decay, 1, "decay", "training", 0, 20))


def test_draws_that_fail_are_an_error_or_are_left_out():
    with pytest.raises(LfiError, match=r"draws failed, the first at .*too large"):
        lfi.simulate(Fragile(), 30)
    theta, x = lfi.simulate(Fragile(), 30, on_failure="drop")
    assert 0 < len(theta) < 30
    assert x.shape == (len(theta), 3)
    assert np.all(theta <= 0.5)


def test_a_problem_that_is_not_there_and_too_few_pairs_are_named():
    with pytest.raises(LfiError, match="problem 'lime': neither built in"):
        lfi.simulate("lime", 3)
    with pytest.raises(LfiError, match="n = 0: simulate at least one pair"):
        lfi.simulate("line", 0)
