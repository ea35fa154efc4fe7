import numpy as np
import pytest
from lfi.diagnostics.truncation import truncation_verdict
from lfi.errors import LfiError
from lfi.rounds import restrict as module
from lfi.rounds.chain import Chain
from lfi.rounds.restrict import Options, restrict
from lfi.rounds.restriction import Restriction
from scipy import stats
from support.posteriors import SD, NormalEstimator, Offset

PROBLEM, X = Offset(), np.array([0.5, -1.0])
FIRST = Restriction()
THETA, DATA = PROBLEM.draw(1000, np.random.default_rng(9))
OPTIONS = Options(mass=0.99)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(module, "DRAWS", 20_000)
    monkeypatch.setattr(module, "COMPARED", 2000)


def restricted(estimators, before=FIRST, options=OPTIONS, seed=1):
    chain = Chain(PROBLEM, X, list(estimators))
    return restrict(chain, before, (THETA, DATA), 5000, options, np.random.default_rng(seed))


def test_the_region_is_the_ellipse_that_holds_the_mass_of_the_posterior():
    found = restricted([NormalEstimator()])
    radius = np.sqrt(stats.chi2(2).ppf(0.99)) * SD
    assert found.round == 2
    assert np.exp(found.log_mass) == pytest.approx(np.pi * radius**2 / 36, rel=0.15)
    assert found.proposal == "box"
    prior = Chain(PROBLEM, X, [NormalEstimator()]).prior(found)
    theta = prior.sample(1000, np.random.default_rng(2))
    assert stats.kstest(np.sum((theta - X) ** 2, axis=1) / radius**2, "uniform").pvalue > 1e-3


def test_a_file_gives_the_same_prior_again(tmp_path):
    found = restricted([NormalEstimator()])
    found.write(tmp_path / "prior.json")
    read = Restriction.read(tmp_path / "prior.json")
    assert read == found
    draws = [
        Chain(PROBLEM, X, [NormalEstimator()]).prior(each).sample(5, np.random.default_rng(3)) for each in (found, read)
    ]
    assert np.array_equal(*draws)


def test_regions_are_nested():
    first = restricted([NormalEstimator()])
    # The next posterior is wider than the prior that it was simulated from.
    estimators = [NormalEstimator(), NormalEstimator(0.5)]
    second = restricted(estimators, first)
    assert len(second.cuts) == 2
    theta = Chain(PROBLEM, X, estimators).prior(second).sample(500, np.random.default_rng(4))
    assert Chain(PROBLEM, X, estimators[:1]).prior(first).contains(theta).all()


def test_the_mass_of_a_region_does_not_count_what_an_earlier_one_leaves_out():
    first = restricted([NormalEstimator()])
    estimators = [NormalEstimator(), NormalEstimator(0.3, shift=0.4)]
    second = restricted(estimators, first)
    before, prior = (Chain(PROBLEM, X, estimators).prior(each) for each in (first, second))
    inside = prior.contains(before.sample(4000, np.random.default_rng(4))).mean()
    assert inside < 1
    assert np.exp(second.log_mass - first.log_mass) == pytest.approx(inside, rel=0.1)


def test_the_pairs_of_all_rounds_together_have_the_posterior_of_the_prior_at_the_observation():
    """Draws of all rounds whose data lie near the observation: the mean and sd of theta are the posterior's."""
    estimators = [NormalEstimator(0.5), NormalEstimator()]
    second = restricted(estimators, restricted(estimators[:1]))
    chain, rng = Chain(PROBLEM, X, estimators), np.random.default_rng(5)
    priors = chain.priors(second)
    theta = np.concatenate([prior.sample(40_000, rng) for prior in priors])
    near = np.sum((PROBLEM.simulate(theta, rng) - X) ** 2, axis=1) < 0.05**2
    assert near.sum() > 300
    assert theta[near].mean(axis=0) == pytest.approx(X, abs=4 * SD / np.sqrt(near.sum()))
    assert theta[near].std(axis=0) == pytest.approx([SD, SD], rel=0.15)
    # The control: regions that leave half of the mass outside cut the posterior off.
    half = restricted(estimators, restricted(estimators[:1]), Options(mass=0.5))
    theta = chain.prior(half).sample(40_000, rng)
    near = np.sum((PROBLEM.simulate(theta, rng) - X) ** 2, axis=1) < 0.05**2
    assert (theta[near].std(axis=0) < 0.8 * SD).all()


def test_the_density_of_all_rounds_together_is_that_of_their_draws():
    estimators = [NormalEstimator(0.5), NormalEstimator()]
    chain, second = Chain(PROBLEM, X, estimators), restricted(estimators, restricted(estimators[:1]))
    mixture = chain.proposal(second)
    theta = mixture.sample(20_000, np.random.default_rng(6))
    assert np.mean(np.exp(-mixture.log_prob(theta))) == pytest.approx(36, rel=0.05)  # the area where it is not 0
    inside = chain.prior(second).contains(theta).mean()
    masses = [np.exp(cut.log_mass) for cut in second.cuts]
    assert inside == pytest.approx((1 + masses[1] / masses[0] + masses[1]) / 3, abs=0.02)


def test_data_like_the_observation_keep_their_truths_calibrated():
    estimators = [NormalEstimator()]
    chain, first = Chain(PROBLEM, X, estimators), restricted(estimators)
    theta, x = PROBLEM.draw(60_000, np.random.default_rng(7))
    truths, data = chain.near(first, (theta, x), seed=8)
    assert 200 < len(truths) < 5000
    inside = chain.prior(first).contains(theta)
    # At the edge of the region: truths that lie in it are drawn inwards; those of data with a draw in it are not.
    by_data, by_truth = ((each - X)[:, 0] > 0.5 for each in (data, x[inside]))
    residuals = (truths - data)[by_data, 0], (theta - x)[inside][by_truth, 0]
    assert min(map(len, residuals)) > 100
    fits = [stats.kstest(each, stats.norm(0, SD).cdf).pvalue for each in residuals]
    assert fits[0] > 1e-3 > 1e-6 > fits[1]


def test_rounds_end_where_the_posterior_does_not_change():
    first = restricted([NormalEstimator()])
    same = [NormalEstimator(), NormalEstimator()]
    assert not restricted(same, first).ended
    ended = restricted(same, first, Options(0.99, change=0.05))
    assert "the posterior changed by" in ended.ended
    assert ended.round == 2
    assert ended.cuts == first.cuts
    assert restricted([*same, NormalEstimator()], ended) == ended
    changed = [NormalEstimator(0.4), NormalEstimator()]
    assert not restricted(changed, restricted(changed[:1]), Options(0.99, change=0.05)).ended


def test_rounds_end_where_enough_draws_are_effective():
    ended = restricted([NormalEstimator()], options=Options(0.99, effective_draws=0.5))
    assert ended.effective_draws == pytest.approx(1, abs=0.02)
    assert "effective" in ended.ended
    assert not restricted([NormalEstimator(0.8)], options=Options(0.99, effective_draws=0.5)).ended


def test_the_region_of_a_posterior_that_is_too_narrow_is_widened_until_it_keeps_the_truths():
    right, narrow = restricted([NormalEstimator()]), restricted([NormalEstimator(0.4 * SD)])
    assert right.margin < 2
    radius = 0.4 * SD * np.sqrt(stats.chi2(2).ppf(0.99) + 2 * narrow.margin)
    assert stats.chi2(2).cdf((radius / SD) ** 2) > 0.95  # of the truths, where its own mass would hold .77 of them
    for found in (right, narrow):
        assert truncation_verdict(np.array([found.outside, found.tested, found.expected])).passed


def test_a_verdict_says_where_truths_are_outside_of_their_regions(monkeypatch):
    # The control: the widening is left out.
    monkeypatch.setattr(module, "widening", lambda found: 0.0)
    found = restricted([NormalEstimator(0.4 * SD)])
    verdict = truncation_verdict(np.array([found.outside, found.tested, found.expected]))
    assert not verdict.passed
    assert "truths are outside" in verdict.says


def test_a_posterior_outside_of_where_it_was_simulated_is_an_error():
    first = restricted([NormalEstimator(0.01)])
    with pytest.raises(LfiError, match="more simulations"):
        restricted([NormalEstimator(0.01), NormalEstimator(5.0)], first)
