from functools import cache

import numpy as np
import pytest
from lfi import problems
from lfi.errors import LfiError
from lfi.exact.crescent import Crescent
from lfi.exact.two_moons import folded, unfolded
from lfi.problems.two_moons import TwoMoons
from scipy import stats

RNG = np.random.default_rng

# The published observation; one whose crescents a corner of the prior cuts, one that a side cuts, one at the fold.
OBSERVATIONS = np.array([[0.0, 0.0], [-1.07, 0.03], [-0.4, 0.85], [0.31, 0.02]])
GRID = (np.arange(2000) + 0.5) / 1000 - 1


@cache
def likelihood_on_grid(*x):
    """p(x | theta) on a fine grid of thetas over the square (-1, 1)², as (2000, 2000)."""
    moons = TwoMoons()
    rows = (moons.log_likelihood(np.stack([np.full(2000, one), GRID], axis=1), np.array(x)) for one in GRID)
    return np.exp(np.stack(list(rows)))


@pytest.fixture
def moons():
    return TwoMoons()


def test_data_of_two_moons_follow_their_likelihood(moons):
    theta = np.array([0.3, -0.5])
    x = moons.simulate(np.tile(theta, (400_000, 1)), RNG(0))
    # Cells of 0.006, all on the ring: its centre lies at (0.25 - 0.2 / sqrt 2, -0.8 / sqrt 2).
    centre, side = np.array([0.25, 0]) + np.array([-0.2, -0.8]) / np.sqrt(2), 0.006
    for angle in (-1.2, 0.0, 0.7):
        for radius in (0.09, 0.1, 0.112):
            cell = centre + radius * np.array([np.cos(angle), np.sin(angle)])
            offsets = ((np.indices((20, 20)).reshape(2, -1).T + 0.5) / 20 - 0.5) * side
            density = np.mean([np.exp(moons.log_likelihood(theta[None], row)[0]) for row in cell + offsets])
            expected = density * side**2 * len(x)
            counted = np.sum(np.all(np.abs(x - cell) < side / 2, axis=1))
            assert abs(counted - expected) < 4 * np.sqrt(expected)


def test_two_thetas_have_the_same_likelihood(moons):
    theta = moons.prior.sample(100, RNG(1))
    across = theta.sum(axis=1, keepdims=True)
    assert moons.log_likelihood(theta - across, np.zeros(2)) == pytest.approx(moons.log_likelihood(theta, np.zeros(2)))


def test_unfolding_gives_theta_back_on_its_side_of_the_fold(moons):
    theta = moons.prior.sample(100, RNG(1))
    for sign in (1, -1):
        side = sign * theta.sum(axis=1) > 0
        assert unfolded(folded(theta[side]), sign) == pytest.approx(theta[side])


def test_the_crescents_density_has_both_ways_to_a_point():
    # So wide that a good part of the radii is negative.
    crescent = Crescent((0.0, 0.0), radius=1.0, spread=1.0)
    p = crescent.sample(400_000, RNG(2))
    for x, y in ((1.0, 0.5), (-1.0, 0.5), (-0.5, -0.5)):
        counted = np.sum(np.all(np.abs(p - [x, y]) < 0.05, axis=1))
        expected = np.exp(crescent.log_prob(np.array([[x, y]]))[0]) * 0.01 * len(p)
        assert abs(counted - expected) < 4 * np.sqrt(expected) + 0.01 * expected


@pytest.mark.parametrize("spread", [0.01, 0.5])
def test_a_polygons_moments_are_those_of_the_crescents_points_in_it(spread):
    crescent = Crescent((0.25, 0.1), radius=0.1, spread=spread)
    normals, offsets = np.array([[1.0, 2.0], [-1.0, 0.3], [0.0, -1.0]]), np.array([0.6, -0.2, 0.05])
    even = (np.arange(1500) + 0.5) / 1500
    a, r = np.pi * (even[:, None] - 0.5), stats.norm(0.1, spread).ppf(even)
    p = np.stack([0.25 + r * np.cos(a), 0.1 + r * np.sin(a)], axis=-1).reshape(-1, 2)
    inside = np.all(p @ normals.T <= offsets, axis=1)
    probability, moment = crescent.moments(normals, offsets[None])
    assert 0.01 < inside.mean() < 0.9
    assert probability[0] == pytest.approx(inside.mean(), abs=1e-4)
    assert moment[0] == pytest.approx((p * inside[:, None]).mean(axis=0), abs=1e-4)


def test_a_polygon_with_a_corner_on_the_ring_is_integrated_to_many_digits():
    crescent = Crescent((0.0, 0.0), radius=0.1, spread=0.01)
    corner = 0.107 * np.array([np.cos(0.5), np.sin(0.5)])
    a = np.pi / 2 * (np.arange(400_000) + 0.5) / 400_000
    radius = stats.norm(0.1, 0.01).cdf
    above, left = radius(corner[1] / np.sin(a)), radius(corner[0] / np.cos(a))
    probability, _ = crescent.moments(np.array([[0.0, -1.0], [1.0, 0.0]]), np.array([[-corner[1], corner[0]]]))
    assert probability[0] == pytest.approx(np.mean(np.maximum(left - above, 0)) / 2, abs=1e-10)


def test_a_sector_through_the_crescents_centre_has_its_angles_part_of_the_probability():
    crescent = Crescent((0.25, 0.0), radius=0.1, spread=0.01)
    angles = np.linspace(-1.5, 1.5, 7)
    for angle in angles:
        normal = np.array([[-np.sin(angle), np.cos(angle)]])
        probability, _ = crescent.moments(normal, normal @ crescent.centre[None].T)
        assert probability[0] == pytest.approx((angle + np.pi / 2) / np.pi, abs=1e-12)


@pytest.mark.parametrize("x", OBSERVATIONS)
def test_the_evidence_of_two_moons_is_the_integral_of_their_likelihood_over_the_prior(moons, x):
    integral = likelihood_on_grid(*x).sum() * 1e-6 / 4
    # The crescents' ends, where their density jumps, cost the grid this much.
    assert np.exp(moons.exact().log_evidence(x[None])[0]) == pytest.approx(integral, abs=5e-4)


def test_the_evidence_of_two_moons_is_a_density_over_the_data(moons):
    axes = np.linspace(-1.6, 0.4, 100, endpoint=False) + 0.01, np.linspace(-1.6, 1.6, 100, endpoint=False) + 0.016
    x = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    with np.errstate(divide="ignore"):
        assert np.exp(moons.exact().log_evidence(x)).sum() * 0.02 * 0.032 == pytest.approx(1, abs=1e-3)


def test_two_moons_posterior_is_likelihood_times_prior_over_evidence(moons):
    theta, x = moons.draw(200, RNG(4))
    likelihood = np.concatenate([moons.log_likelihood(theta[[i]], x[i]) for i in range(len(x))])
    exact = moons.exact()
    assert exact.log_prob(theta, x) == pytest.approx(likelihood - np.log(4) - exact.log_evidence(x), abs=1e-12)
    assert np.all(exact.log_prob(theta + 2.01, x) == -np.inf)


@pytest.mark.parametrize("x", OBSERVATIONS)
def test_draws_of_two_moons_fall_as_their_density_says(moons, x):
    draws = moons.exact().sample(x[None], 20_000, RNG(5))[0]
    density = likelihood_on_grid(*x)
    cells = density.reshape(40, 50, 40, 50).sum(axis=(1, 3))
    expected = len(draws) * cells / cells.sum()
    counted = np.histogram2d(*draws.T, bins=40, range=[[-1, 1], [-1, 1]])[0]
    often = expected > 5
    rest = len(draws) - counted[often].sum(), len(draws) - expected[often].sum()
    pearson = np.sum((counted - expected)[often] ** 2 / expected[often]) + (rest[0] - rest[1]) ** 2 / (rest[1] + 1)
    assert stats.chi2.sf(pearson, often.sum()) > 1e-3


@pytest.mark.parametrize("bounds", [{}, {"theta1": {"uniform": (-0.2, 0.9)}, "theta2": {"uniform": (-0.5, 0.15)}}])
def test_means_of_two_moons_are_those_of_their_draws_also_where_the_prior_cuts(bounds):
    moons = problems.load("two_moons", {}, bounds)
    draws = moons.exact().sample(OBSERVATIONS[[0, 3]], 20_000, RNG(6))
    error = draws.std(axis=1) / np.sqrt(draws.shape[1])
    assert moons.prior.contains(draws.reshape(-1, 2)).all()
    assert np.all(np.abs(draws.mean(axis=1) - moons.exact().mean(OBSERVATIONS[[0, 3]])) < 4 * error)


def test_the_published_observation_of_two_moons_has_a_posterior_symmetric_about_both_diagonals(moons):
    x = moons.observation().x
    assert x.tolist() == [0, 0]
    assert moons.exact().mean(x[None]) == pytest.approx(np.zeros((1, 2)), abs=1e-12)
    theta = moons.exact().sample(x[None], 100, RNG(7))[0]
    x = np.zeros((100, 2))
    density = moons.exact().log_prob(theta, x)
    assert moons.exact().log_prob(-theta[:, ::-1], x) == pytest.approx(density)
    assert moons.exact().log_prob(theta[:, ::-1], x) == pytest.approx(density)


def test_data_that_no_theta_leads_to_are_named(moons):
    with pytest.raises(LfiError, match=r"x = \[2\.0, 0\.0\] has no theta in the prior"):
        moons.exact().sample(np.array([[0.0, 0.0], [2.0, 0.0]]), 10, RNG(8))
