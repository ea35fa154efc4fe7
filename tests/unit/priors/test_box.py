import numpy as np
import pytest
from lfi.priors.box import around


def test_a_box_holds_its_points_and_draws_uniformly():
    points = np.random.default_rng(1).uniform(0.2, 0.4, (500, 3))
    box = around(points)
    drawn = box.sample(20_000, np.random.default_rng(2))
    assert box.contains(points).all()
    assert box.contains(drawn).all()
    assert np.exp(box.log_volume) == pytest.approx((1.2 * 0.2) ** 3, rel=0.02)


def test_a_box_is_turned_where_that_is_smaller():
    along = np.random.default_rng(1).uniform(0.1, 0.9, 1000)
    ridge = np.c_[along, along + 1e-3 * np.random.default_rng(2).standard_normal(1000)]
    box = around(ridge)
    assert np.exp(box.log_volume) < 0.05
    assert box.contains(ridge).all()
    assert not box.contains(np.array([[0.2, 0.8]])).any()


def test_an_upright_box_reaches_no_further_than_the_cube():
    box = around(np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]]))
    assert np.array_equal([box.low, box.high], [[0, 0], [1, 1]])
