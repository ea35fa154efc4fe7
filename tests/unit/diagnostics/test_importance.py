import numpy as np
import pytest
from lfi.diagnostics.importance import (
    corrected,
    effective_sample_size,
    importance_verdict,
    log_evidence,
    normalised,
    pareto_k,
    resample,
)
from lfi.errors import LfiError
from scipy import stats

RNG = np.random.default_rng
# theta ~ N(0, 1), x ~ N(theta, 0.5²), x observed to be 1.2: posterior N(0.96, 0.2), evidence N(x; 0, 1.25).
X, NOISE = 1.2, 0.5
MEAN, SD = 0.96, np.sqrt(0.2)
EVIDENCE = stats.norm.logpdf(X, 0, np.sqrt(1.25))


def weighted(shift, width, draws, seed):
    """Draws of a normal like the posterior but shifted and of another width, and their log weights."""
    q = stats.norm(MEAN + shift * SD, width * SD)
    theta = q.rvs(draws, random_state=RNG(seed))
    return theta, stats.norm.logpdf(X, theta, NOISE) + stats.norm.logpdf(theta) - q.logpdf(theta)


def test_the_evidence_is_the_exact_one_within_errors_that_are_right():
    estimates = np.array([log_evidence(weighted(0.3, 1.2, 1000, seed)[1]) for seed in range(300)])
    scores = (estimates[:, 0] - EVIDENCE) / estimates[:, 1]
    assert abs(scores.mean()) < 4 / np.sqrt(300)
    assert scores.std() == pytest.approx(1, abs=4 / np.sqrt(600))


def test_from_the_exact_posterior_every_draw_counts_and_the_evidence_has_no_error():
    log_weights = weighted(0, 1, 1000, 0)[1]
    assert log_evidence(log_weights) == pytest.approx((EVIDENCE, 0), abs=1e-6)
    assert effective_sample_size(log_weights) == pytest.approx(1000)
    assert importance_verdict(log_weights).passed


def test_a_uniform_weight_on_some_of_the_draws_makes_those_the_effective_ones():
    log_weights = np.where(np.arange(100) < 25, -3.0, -np.inf)
    assert effective_sample_size(log_weights) == pytest.approx(25)
    assert log_evidence(log_weights)[0] == pytest.approx(-3 + np.log(0.25))


def test_a_constant_as_large_as_a_log_likelihood_changes_nothing_but_the_evidence():
    theta, log_weights = weighted(0.3, 0.8, 500, 0)
    for constant in (-1e5, 1e5):
        moved = log_weights + constant
        assert normalised(moved) == pytest.approx(normalised(log_weights), abs=1e-8)
        assert log_evidence(moved)[0] == pytest.approx(log_evidence(log_weights)[0] + constant)
        assert pareto_k(moved) == pytest.approx(pareto_k(log_weights), abs=1e-6)
        assert np.array_equal(resample(theta, moved, 50, RNG(1)), resample(theta, log_weights, 50, RNG(1)))


def test_resampled_draws_of_a_wrong_posterior_are_the_exact_ones():
    theta, log_weights = weighted(0.5, 1.5, 20_000, 0)
    resampled = resample(theta, log_weights, 5000, RNG(1))
    assert stats.kstest(theta[:5000], stats.norm(MEAN, SD).cdf).pvalue < 1e-6
    assert stats.kstest(resampled, stats.norm(MEAN, SD).cdf).pvalue > 0.01


def test_a_draw_is_resampled_as_often_as_its_weight_says_rounded_up_or_down():
    weights = np.array([0.0, 0.313, 0.0, 0.054, 0.594, 0.039, 0.0])
    with np.errstate(divide="ignore"):
        log_weights = np.log(weights)
    counts = np.array([np.bincount(resample(np.arange(7), log_weights, 100, RNG(i)), minlength=7) for i in range(2000)])
    assert np.all((counts >= np.floor(100 * weights)) & (counts <= np.ceil(100 * weights)))
    assert counts.mean(axis=0) == pytest.approx(100 * weights, abs=0.06)


@pytest.mark.parametrize("k", [0.2, 0.5, 0.8, 1.2])
def test_pareto_k_is_the_index_of_weights_with_a_pareto_tail(k):
    log_weights = k * RNG(0).exponential(size=200_000)  # their exponential exceeds w with probability w^(-1/k)
    tail = 3 * np.sqrt(200_000)
    assert pareto_k(log_weights) == pytest.approx(k, abs=4 * (1 + k) / np.sqrt(tail))


def test_a_posterior_too_narrow_by_far_is_unreliable_and_a_wide_one_is_not():
    # For normals k = 1 - (sd of q / sd of p)²: 0.91 here.
    narrow, wide = (importance_verdict(weighted(0, width, 10_000, 0)[1]) for width in (0.3, 1.3))
    assert (narrow.passed, wide.passed) == (False, True)
    assert narrow.says.startswith("Importance sampling: unreliable, ")
    assert wide.p_value is None


@pytest.mark.parametrize(("shift", "width"), [(0.0, 1.2), (0.5, 1.5)])
def test_corrected_draws_follow_the_posterior_and_are_as_many_as_the_weighted_ones_are_worth(shift, width):
    theta, log_weights = weighted(shift, width, 20_000, 0)
    draws = corrected(theta[:, None], log_weights, RNG(1))
    assert len(draws) == int(effective_sample_size(log_weights)) < 20_000
    # Of distinct draws alone the test would be exact; those that come twice make it a little too strict.
    assert stats.kstest(draws[:, 0], stats.norm(MEAN, SD).cdf).pvalue > 0.001
    assert stats.kstest(theta, stats.norm(MEAN, SD).cdf).pvalue < 1e-6
    assert np.array_equal(draws, corrected(theta[:, None], log_weights, RNG(1)))


@pytest.mark.parametrize(("width", "draws"), [(0.3, 10_000), (1.3, 105)])
def test_weights_that_are_unreliable_or_worth_few_draws_correct_nothing_and_the_verdict_says_so(width, draws):
    theta, log_weights = weighted(0, width, draws, 0)
    assert corrected(theta[:, None], log_weights, RNG(1)) is None
    assert ", not enough to correct the posterior (Pareto k = " in importance_verdict(log_weights).says
    assert "not enough" not in importance_verdict(weighted(0, 1.3, 10_000, 0)[1]).says


def test_few_draws_need_a_lighter_tail():
    few, many = (-0.55 * np.log((np.arange(n) + 0.5) / n) for n in (100, 10_000))  # quantiles of a Pareto tail
    assert (importance_verdict(few).passed, importance_verdict(many).passed) == (False, True)


def test_weights_of_too_few_draws_have_no_index_and_are_unreliable():
    assert pareto_k(np.r_[np.full(1000, -2.0), 0.0]) == np.inf
    assert pareto_k(np.zeros(1000)) == -np.inf


@pytest.mark.parametrize(
    ("log_weights", "message"),
    [([0.0, np.nan], "not a number"), ([0.0, np.inf], "infinite"), ([-np.inf, -np.inf], "every weight is zero")],
)
def test_weights_that_mean_nothing_are_refused(log_weights, message):
    with pytest.raises(LfiError, match=message):
        log_evidence(np.array(log_weights))
