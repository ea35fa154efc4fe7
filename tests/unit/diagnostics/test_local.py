"""Calibration around an observation: data simulated from its posterior are inferred again."""

import numpy as np
import pytest
from lfi.diagnostics.local import local_levels, local_verdict, weighted_ranks
from lfi.diagnostics.sbc import sbc_verdict
from lfi.diagnostics.verdicts import uniformity_test
from scipy import stats

RNG = np.random.default_rng
NAMES = ("a", "b")
DRAWS = 50


def posterior(x, shift=0.0, width=1.0):
    """Mean and sd of theta ~ N(0, 1) given x ~ N(theta, 1), wrong on one side of 0 and as much on the other."""
    side = np.sign(x)
    return x / 2 + shift * side * np.sqrt(0.5), np.sqrt(0.5) * width**side


def around(observed, seed, n=400, **wrong):
    """The verdict at an observation (2,)."""
    rng = RNG(seed)
    mean, sd = posterior(observed, **wrong)
    theta = rng.normal(mean, sd, (n, 2))
    x = theta + rng.standard_normal((n, 2))
    means, sds = (part[:, None] for part in np.broadcast_arrays(*posterior(x, **wrong)))
    draws = rng.normal(means, sds, (n, DRAWS, 2))

    def log_prob(values, mean, sd):
        return stats.norm.logpdf(values, mean, sd).sum(axis=-1)

    def log_weights(values):
        return log_prob(values, mean, sd) - log_prob(values, 0, 1)

    densities = log_prob(theta, means[:, 0], sds[:, 0]), log_prob(draws, means, sds)
    return local_verdict(NAMES, local_levels(theta, draws, *densities, log_weights(theta), log_weights(draws), rng))


def everywhere(seed, n=400, **wrong):
    """The verdict of SBC, over all data."""
    rng = RNG(seed)
    theta = rng.standard_normal((n, 2))
    x = theta + rng.standard_normal((n, 2))
    return sbc_verdict(NAMES, stats.norm.cdf(theta, *posterior(x, **wrong)))


@pytest.mark.parametrize("observed", [[1.5, 2.0], [-3.0, 0.1]])
def test_the_exact_posterior_has_uniform_p_values_wherever_the_observation_lies(observed):
    p_values = np.array([around(np.array(observed), seed, n=100).p_value for seed in range(100)])
    # Bonferroni's bound is above the p-value: as many as nominal fail, or fewer.
    assert np.sum(p_values < 0.2) <= stats.binom.ppf(0.9999, 100, 0.2)
    assert np.sum(p_values < 0.5) >= 5


@pytest.mark.parametrize(
    ("observed", "said"), [([2.0, 2.0], "too high in a, too high in b"), ([-2.0, -2.0], "too low in a, too low in b")]
)
def test_errors_that_cancel_over_all_data_are_seen_around_each_observation(observed, said):
    wrong = {"shift": 0.7}
    assert f"around the observation draws are {said} (p" in around(np.array(observed), seed=1, **wrong).says
    assert "too high" not in everywhere(1, **wrong).says
    assert "too low" not in everywhere(1, **wrong).says


def test_a_posterior_too_narrow_on_one_side_alone_fails_there_and_is_called_so():
    wrong = {"width": 2.0}  # and half as wide on the other side
    assert "too narrow in b" in around(np.array([-2.0, -2.0]), seed=2, **wrong).says


def test_the_prior_as_posterior_is_calibrated_around_any_observation_too():
    rng, n = RNG(3), 400
    theta, draws = rng.standard_normal((n, 2)), rng.standard_normal((n, DRAWS, 2))
    densities = [stats.norm.logpdf(values).sum(axis=-1) for values in (theta, draws)]
    found = local_levels(theta, draws, *densities, np.zeros(n), np.zeros((n, DRAWS)), rng)
    assert local_verdict(NAMES, found).passed


def test_weighted_ranks_are_uniform_however_few_and_uneven_the_draws():
    # Draws from N(0, 1), truths from N(1, 1/2): the weights say what of the draws counts.
    rng, n = RNG(4), 20_000
    truth, draws = rng.normal(1, np.sqrt(0.5), (n, 1)), rng.standard_normal((n, 3, 1))
    every = np.concatenate([truth[:, None], draws], axis=1)[..., 0]
    weights = stats.norm.pdf(every, 1, np.sqrt(0.5)) / stats.norm.pdf(every)
    assert uniformity_test(weighted_ranks(truth, draws, weights, rng)[:, 0]) > 0.001
    assert uniformity_test(weighted_ranks(truth, draws, np.ones_like(weights), rng)[:, 0]) < 1e-6


def test_draws_outside_of_the_support_have_no_weight_and_a_truth_among_them_alone_is_anywhere():
    theta, draws = np.zeros((500, 1)), np.ones((500, 5, 1))
    nowhere = np.full((500, 5), -np.inf)
    found = local_levels(theta, draws, np.zeros(500), np.zeros((500, 5)), np.full(500, -np.inf), nowhere, RNG(5))
    assert uniformity_test(found.ranks[:, 0]) > 0.001
