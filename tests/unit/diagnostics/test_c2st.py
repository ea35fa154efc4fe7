import numpy as np
import pytest
from lfi.diagnostics.c2st import c2st
from lfi.errors import LfiError
from scipy import stats

RNG = np.random.default_rng


def shifted(n, *shifts, parameters=2):
    """A reference and draws for each shift of the first parameter."""
    references, draws = RNG(0).standard_normal((2, len(shifts), n, parameters))
    draws[..., 0] += np.array(shifts)[:, None]
    return references, draws


def test_draws_of_one_distribution_cannot_be_told_apart():
    [(accuracy, _)] = c2st(*shifted(1000, 0), seed=1)
    assert accuracy == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / 2000))


@pytest.mark.parametrize("parameters", [1, 2])
def test_shifted_normals_are_told_apart_as_often_as_by_the_best_classifier_whatever_their_units(parameters):
    shifts = np.array([0.5, 2.0])
    references, draws = shifted(500, *shifts, parameters=parameters)
    units = np.geomspace(1, 1e-4, parameters)
    found = c2st(references * units, draws * units, seed=1)
    # A classifier trained on few draws is below the best one, the more so the more parameters there are.
    for (accuracy, error), best in zip(found, stats.norm.cdf(shifts / 2), strict=True):
        noise = 4 * np.sqrt(best * (1 - best) / 1000)
        assert best - noise - 0.015 * parameters < accuracy < best + noise
        assert 0 < error < 0.04


def test_the_score_of_an_observation_does_not_depend_on_the_others_nor_on_their_numbers_of_draws():
    references, draws = shifted(30, 0.0, 1.0, 3.0, parameters=1)
    cut = [30, 21, 30]
    pairs = [[each[:n] for each, n in zip(side, cut, strict=True)] for side in (references, draws)]
    alone = [c2st([reference], [drawn], seed=1)[0] for reference, drawn in zip(*pairs, strict=True)]
    assert c2st(*pairs, seed=1) == alone


def test_draws_on_another_scale_are_noticed_where_no_line_tells_them_apart():
    references, draws = shifted(500, 0.0)
    [(accuracy, error)] = c2st(references, 2 * draws, seed=1)
    assert accuracy > 0.5 + 5 * error


def test_the_same_seed_gives_the_same_accuracy_and_another_one_other_folds():
    pair = shifted(30, 1.0, parameters=1)
    assert c2st(*pair, seed=1) == c2st(*pair, seed=1) != c2st(*pair, seed=2)


def test_unequal_numbers_of_draws_are_refused():
    with pytest.raises(LfiError, match="50 draws, but 100 of the reference"):
        c2st([np.zeros((100, 2))], [np.zeros((50, 2))], seed=1)


@pytest.mark.parametrize(
    ("reference", "draws", "message"),
    [
        (np.zeros((50, 2)), np.ones((50, 2)), "the same in all draws of the reference"),
        (np.arange(50.0)[:, None], np.full((50, 1), np.inf), "not finite"),
        (np.arange(2.0)[:, None], np.ones((2, 1)), "2 draws of each posterior; take 3 at least"),
    ],
)
def test_draws_without_a_classifier_are_refused(reference, draws, message):
    with pytest.raises(LfiError, match=message):
        c2st([reference], [draws], seed=1)
