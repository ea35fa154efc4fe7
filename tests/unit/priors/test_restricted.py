"""Regions of a normal posterior: ellipses under a uniform prior, intervals under a normal one."""

import numpy as np
import pytest
from lfi.errors import LfiError
from lfi.priors import Normal, Prior, Uniform
from lfi.priors.box import around
from lfi.priors.restricted import Region, Restricted
from scipy import stats

PRIOR = Uniform(a=(-1, 1), b=(-1, 1))
Q = stats.multivariate_normal([0.2, -0.1], [[0.02, 0.012], [0.012, 0.01]])
WHITEN = np.linalg.inv(np.linalg.cholesky(Q.cov))
RADIUS = 2.0  # of the region, in standard deviations
PROPOSALS = ("prior", "box", "estimator")


def ratio(theta):
    return Q.logpdf(theta) - PRIOR.log_prob(theta)


THRESHOLD = Q.logpdf(Q.mean) - RADIUS**2 / 2 + np.log(4)
REGION = Region(ratio, THRESHOLD, lambda n, rng: Q.rvs(n, rng))
ELLIPSE = np.pi * RADIUS**2 * np.sqrt(np.linalg.det(Q.cov)) / 4  # part of the prior's mass


def restricted(proposal, prior=PRIOR, region=REGION, draws=None):
    draws = region.draw(2000, np.random.default_rng(0)) if draws is None else draws
    box = around(prior.cdf(draws[region.log_ratio(draws) >= region.threshold]))
    return Restricted(prior, [region], [box], proposal)


def radii(theta):
    return np.sum(((theta - Q.mean) @ WHITEN.T) ** 2, axis=1) / RADIUS**2


@pytest.mark.parametrize("proposal", PROPOSALS)
def test_draws_are_uniform_on_the_region_whatever_candidates_they_come_from(proposal):
    theta = restricted(proposal).sample(2000, np.random.default_rng(1))
    assert theta.shape == (2000, 2)
    assert stats.kstest(radii(theta), "uniform").pvalue > 1e-3


@pytest.mark.parametrize("proposal", PROPOSALS)
def test_accepted_candidates_tell_the_mass_and_so_the_density(proposal):
    prior = restricted(proposal)
    accepted = len(prior.propose(50_000, np.random.default_rng(2))) / 50_000
    mass = np.exp(prior.log_mass_of(accepted))
    assert mass == pytest.approx(ELLIPSE, rel=0.1)
    normalised = Restricted(PRIOR, [REGION], prior.boxes, proposal, accepted, np.log(mass))
    assert np.exp(normalised.log_prob(np.array([Q.mean, [0.9, 0.9]]))) == pytest.approx([1 / (4 * mass), 0])


@pytest.mark.parametrize("proposal", PROPOSALS)
def test_a_normal_prior_keeps_its_shape_inside(proposal):
    prior, q = Normal(a=(0, 1)), stats.norm(1.5, 0.4)
    region = Region(
        lambda theta: (q.logpdf(theta) - prior.log_prob(theta)[:, None])[:, 0], 0.5, lambda n, rng: q.rvs((n, 1), rng)
    )
    grid = np.linspace(-5, 5, 200_001)[:, None]
    inside = grid[region.log_ratio(grid) >= region.threshold]
    narrow = restricted(proposal, prior, region, grid[::20])
    theta = narrow.sample(2000, np.random.default_rng(3))[:, 0]
    assert stats.kstest(theta, stats.truncnorm(inside.min(), inside.max()).cdf).pvalue > 1e-3
    accepted = len(narrow.propose(50_000, np.random.default_rng(2))) / 50_000
    mass = stats.norm.cdf(inside.max()) - stats.norm.cdf(inside.min())
    assert np.exp(narrow.log_mass_of(accepted)) == pytest.approx(mass, rel=0.05)


def test_draws_lie_in_all_regions():
    left = Region(lambda theta: -theta[:, 0], -0.2, REGION.draw)
    prior = Restricted(PRIOR, [left, REGION], restricted("box").boxes, "box")
    theta = prior.sample(500, np.random.default_rng(4))
    assert (theta[:, 0] <= 0.2).all()
    assert (radii(theta) <= 1).all()
    assert not prior.contains(np.array([[0.25, -0.1], [0.1, 0.5], [np.nan, 0.0]])).any()


def test_a_prior_of_a_users_own_needs_no_quantiles_but_has_no_box():
    class Own(Prior):
        names, low, high = ("a",), np.array([0.0]), np.array([1.0])
        logarithmic, centre, width = np.array([False]), np.array([0.5]), np.array([0.5])

        def sample(self, n, rng):
            return rng.random((n, 1))

        def log_prob(self, theta):
            return np.where(self.contains(theta), 0.0, -np.inf)

    half = Region(lambda theta: theta[:, 0], 0.5, lambda n, rng: rng.random((n, 1)))
    assert (Restricted(Own(), [half]).sample(50, np.random.default_rng(1)) >= 0.5).all()
    with pytest.raises(LfiError, match="has no quantile function"):
        Restricted(Own(), [half], [around(np.array([[0.2], [0.3]]))])


def test_an_empty_region_is_an_error_and_no_endless_loop(monkeypatch):
    monkeypatch.setattr("lfi.priors.restricted.MOST", 1000)
    nowhere = REGION._replace(threshold=1e6)
    with pytest.raises(LfiError, match=r"lower rounds\.mass"):
        Restricted(PRIOR, [nowhere]).sample(2, np.random.default_rng(1))
