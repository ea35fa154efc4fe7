import numpy as np
import pytest
from lfi.diagnostics.c2st import c2st
from lfi.errors import LfiError
from scipy import stats

RNG = np.random.default_rng


def test_draws_of_one_distribution_cannot_be_told_apart():
    reference, draws = RNG(0).standard_normal((2, 1000, 2))
    accuracy, _ = c2st(reference, draws, seed=1)
    assert accuracy == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / 2000))


def test_two_shifted_normals_are_told_apart_as_often_as_by_the_best_classifier_whatever_their_units():
    reference, draws = RNG(0).standard_normal((2, 500, 2)) + np.array([[[0, 0]], [[0, 2]]])
    units = [1, 1e-4]
    accuracy, error = c2st(reference * units, draws * units, seed=1)
    best = stats.norm.cdf(1)
    assert accuracy == pytest.approx(best, abs=4 * np.sqrt(best * (1 - best) / 1000))
    assert 0 < error < 0.03


def test_the_same_seed_gives_the_same_accuracy_and_another_one_other_folds():
    reference, draws = RNG(0).standard_normal((2, 60, 1))
    assert c2st(reference, draws, seed=1) == c2st(reference, draws, seed=1) != c2st(reference, draws, seed=2)


def test_unequal_numbers_of_draws_are_refused():
    with pytest.raises(LfiError, match="50 draws, but 100 of the reference"):
        c2st(np.zeros((100, 2)), np.zeros((50, 2)), seed=1)
