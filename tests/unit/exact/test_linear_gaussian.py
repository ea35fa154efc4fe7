import numpy as np
import pytest
from lfi.exact.linear_gaussian import LinearGaussianPosterior
from lfi.exact.normal_box import box_probability
from lfi.exact.truncated_normal import sample_truncated, truncated_mean
from lfi.priors import Uniform
from lfi.problems.line import Line
from scipy import stats


@pytest.fixture
def observed():
    line = Line()
    return line.exact(), line.observation().x[None]


def correlated(mean_near_bound: bool):
    """A design whose columns are not orthogonal, so that slope and intercept are correlated, and one data set."""
    t = np.linspace(0, 4, 30)
    design = np.stack([t, np.ones_like(t)], axis=1)
    posterior = LinearGaussianPosterior(design, 0.6, Uniform(m=(-3, 3), c=(-3, 3)))
    theta = np.array([0.8, 2.9 if mean_near_bound else 1.0])
    x = design @ theta + 0.6 * np.random.default_rng(1).standard_normal(30)
    return posterior, x[None], design


def test_the_published_posterior_of_the_line_comes_out(observed):
    posterior, x = observed
    sd = np.sqrt(np.diag(posterior.covariance))
    assert np.round(posterior.mean(x)[0], 3).tolist() == [0.798, 1.987]
    assert np.round(sd, 3).tolist() == [0.018, 0.042]


def test_the_published_log_evidence_of_the_line_comes_out(observed):
    posterior, x = observed
    assert posterior.log_evidence(x)[0] == pytest.approx(-187.99684, abs=1e-5)


@pytest.mark.parametrize("near_bound", [False, True])
def test_density_evidence_and_mean_agree_with_quadrature_for_a_correlated_design(near_bound):
    posterior, x, design = correlated(near_bound)
    prior = posterior.prior
    centre, width = posterior.least_squares(x)[0], 9 * np.sqrt(np.diag(posterior.covariance))
    low, high = np.maximum(centre - width, prior.low), np.minimum(centre + width, prior.high)
    nodes, weights = np.polynomial.legendre.leggauss(200)
    axes = (high - low)[:, None] / 2 * nodes + (high + low)[:, None] / 2
    theta = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
    weight = np.outer(weights, weights).ravel() * np.prod((high - low) / 2)
    log_likelihood = stats.norm(theta @ design.T, 0.6).logpdf(x[0]).sum(axis=1)
    likelihood = np.exp(log_likelihood + 20)
    total = weight @ likelihood
    assert posterior.log_evidence(x)[0] == pytest.approx(np.log(total) - 20 - np.log(36), abs=1e-6)
    assert posterior.mean(x)[0] == pytest.approx((weight * likelihood) @ theta / total, abs=1e-6)
    some = slice(None, None, 371)
    density = posterior.log_prob(theta[some], np.repeat(x, len(theta[some]), axis=0))
    assert density == pytest.approx(log_likelihood[some] + 20 - np.log(total), abs=1e-6)


def test_density_outside_the_prior_is_zero(observed):
    posterior, x = observed
    assert posterior.log_prob(np.array([[0.8, 3.01]]), x)[0] == -np.inf


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_moments_of_a_truncated_normal_agree_with_its_draws(dimension):
    rng = np.random.default_rng(dimension)
    root = rng.standard_normal((dimension, dimension)) + 2 * np.eye(dimension)
    covariance, mean = root @ root.T, rng.standard_normal((1, dimension))
    low, high = -np.ones(dimension), np.full(dimension, 1.5)
    draws = sample_truncated(mean[0], covariance, low, high, 100_000, rng)
    assert np.all((draws >= low) & (draws <= high))
    error = draws.std(axis=0) / np.sqrt(len(draws))
    assert np.all(np.abs(draws.mean(axis=0) - truncated_mean(mean, covariance, low, high)[0]) < 4 * error)


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_the_mean_of_a_truncated_normal_is_the_slope_of_its_box_probability(dimension):
    rng = np.random.default_rng(dimension)
    root = rng.standard_normal((dimension, dimension)) + 2 * np.eye(dimension)
    covariance, mean = root @ root.T, 2 * rng.standard_normal((20, dimension))
    low, high, step = -np.full(dimension, 6.0), np.full(dimension, 7.0), 1e-4 * np.eye(dimension)
    up, down = (
        np.stack([np.log(box_probability(mean + s * row, covariance, low, high)) for row in step], axis=1)
        for s in (1, -1)
    )
    expected = mean + (up - down) / 2e-4 @ covariance
    assert truncated_mean(mean, covariance, low, high) == pytest.approx(expected, abs=1e-6)
