import numpy as np
import pytest
from lfi.exact.normal_box import box_probability
from scipy import special, stats

RNG = np.random.default_rng


def correlations(dimension, rng):
    root = rng.standard_normal((dimension, dimension + 1))
    covariance = root @ root.T
    sd = np.sqrt(np.diag(covariance))
    return covariance / np.outer(sd, sd)


def one_factor(loadings, mean, low, high):
    """Components y_k = l_k z + sqrt(1 - l_k²) e_k are independent given z: one integral, whatever their number."""
    nodes, weights = special.roots_legendre(1500)
    z, weights = 9 * nodes, 9 * weights * stats.norm.pdf(9 * nodes)
    sd = np.sqrt(1 - loadings**2)
    edges = [special.ndtr(((bound - mean)[:, None] - loadings * z[:, None]) / sd) for bound in (low, high)]
    return np.prod(edges[1] - edges[0], axis=2) @ weights


def test_the_box_probability_of_independent_components_is_a_product():
    rng = RNG(0)
    mean, sd, low, high = 3 * rng.standard_normal((50, 3)), np.array([1.0, 0.2, 3.0]), -np.ones(3), np.full(3, 1.5)
    product = np.prod(stats.norm.cdf(high, mean, sd) - stats.norm.cdf(low, mean, sd), axis=1)
    assert box_probability(mean, np.diag(sd**2), low, high) == pytest.approx(product, abs=1e-14)


def test_the_quadrant_probability_of_two_components_is_sheppards():
    for rho in (-0.999, -0.3, 1e-6, 0.7, 0.999):
        inside = box_probability(np.zeros((1, 2)), np.array([[1, rho], [rho, 1]]), np.zeros(2), np.full(2, np.inf))
        assert inside[0] == pytest.approx(1 / 4 + np.arcsin(rho) / (2 * np.pi), abs=1e-12)


def test_the_orthant_probability_of_three_components_is_the_closed_form():
    rng = RNG(1)
    for _ in range(50):
        r = correlations(3, rng)
        inside = box_probability(np.zeros((1, 3)), r, np.zeros(3), np.full(3, np.inf))
        closed = 1 / 8 + (np.arcsin(r[0, 1]) + np.arcsin(r[0, 2]) + np.arcsin(r[1, 2])) / (4 * np.pi)
        assert inside[0] == pytest.approx(closed, abs=1e-11)


@pytest.mark.parametrize("dimension", [2, 3, 4])
@pytest.mark.parametrize("strongest", [0.6, 0.95])
def test_the_box_probability_of_components_with_a_common_factor_is_one_integral(dimension, strongest):
    rng = RNG(dimension)
    loadings = np.linspace(-0.5, strongest, dimension) + 0.01
    correlation = np.where(np.eye(dimension), 1, np.outer(loadings, loadings))
    mean, low, high = 2 * rng.standard_normal((40, dimension)), -rng.uniform(0.5, 5, dimension), np.full(dimension, 2.0)
    inside = box_probability(mean, correlation, low, high)
    assert inside == pytest.approx(one_factor(loadings, mean, low, high), abs=1e-11)
    assert np.ptp(inside) > 0.1


@pytest.mark.parametrize("dimension", [2, 3])
def test_the_box_probability_agrees_with_scipys(dimension):
    rng = RNG(dimension)
    covariance, mean, low = correlations(dimension, rng), rng.standard_normal((3, dimension)), -np.ones(dimension)
    high = np.full(dimension, 1.5)
    scipys = [
        stats.multivariate_normal.cdf(high, row, covariance, lower_limit=low, abseps=1e-8, releps=1e-8, rng=0)
        for row in mean
    ]
    assert box_probability(mean, covariance, low, high) == pytest.approx(np.array(scipys), abs=1e-8)


def test_five_correlated_components_are_integrated_too():
    loadings, mean = np.linspace(0.3, 0.7, 5), np.zeros((1, 5))
    correlation = np.where(np.eye(5), 1, np.outer(loadings, loadings))
    low, high = np.full(5, -1.0), np.full(5, 2.0)
    exact = one_factor(loadings, mean, low, high)
    assert box_probability(mean, correlation, low, high) == pytest.approx(exact, abs=1e-6)


def test_an_interval_in_the_upper_tail_keeps_its_relative_accuracy():
    low, high, unit = np.array([10.0]), np.array([11.0]), np.eye(1)
    mirrored = stats.norm.cdf(-10) - stats.norm.cdf(-11)
    assert box_probability(np.zeros((1, 1)), unit, low, high)[0] == pytest.approx(mirrored, rel=1e-12, abs=0)


def test_a_row_does_not_depend_on_the_others(monkeypatch):
    rng = RNG(3)
    covariance, mean = correlations(3, rng), 6 * rng.standard_normal((500, 3))
    low, high = np.full(3, -7.0), np.full(3, 7.0)
    whole = box_probability(mean, covariance, low, high)
    monkeypatch.setattr("lfi.exact.normal_box.CHUNK", 1000)
    assert box_probability(mean, covariance, low, high) == pytest.approx(whole, abs=1e-13)
    alone = np.concatenate([box_probability(row[None], covariance, low, high) for row in mean[:50]])
    assert whole[:50] == pytest.approx(alone, abs=1e-11)


def test_a_box_that_the_distribution_misses_holds_nothing_and_one_far_around_it_everything():
    covariance = correlations(3, RNG(4))
    mean = np.array([[40.0, 0, 0], [0, 0, 0]])
    assert box_probability(mean, covariance, np.full(3, -9.0), np.full(3, 9.0)) == pytest.approx([0, 1], abs=1e-15)
