"""Tests of the problem in decay.py; add what you know of its data."""

from pathlib import Path

import numpy as np
from lfi import problems

PROBLEM = problems.load(str(Path(__file__).with_name("decay.py")), {}, {}, kind=problems.Problem)


def draws(seed, n=100):
    return PROBLEM.draw(n, np.random.default_rng(seed))


def test_data_have_the_right_shape_and_are_finite():
    theta, x = draws(seed=1)
    assert theta.shape == (100, 2)
    assert x.shape == (100, 50)
    assert np.isfinite(x).all()


def test_the_same_seed_gives_the_same_data_and_another_seed_others():
    assert np.array_equal(draws(seed=1)[1], draws(seed=1)[1])
    assert not np.array_equal(draws(seed=1)[1], draws(seed=2)[1])


def test_parameters_lie_in_the_prior():
    theta, _ = draws(seed=1)
    assert PROBLEM.prior.contains(theta).all()
