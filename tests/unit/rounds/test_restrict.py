import numpy as np
import pytest
from lfi.diagnostics.truncation import truncation_verdict
from lfi.errors import LfiError
from lfi.rounds import restrict as module
from lfi.rounds.assemble import assemble
from lfi.rounds.chain import Chain
from lfi.rounds.restrict import Options, Pairs, restrict
from lfi.rounds.restriction import Restriction
from lfi.training.specification import support
from scipy import stats
from support.posteriors import SD, NormalEstimator, Offset

PROBLEM, X = Offset(), np.array([0.5, -1.0])
FIRST = Restriction(round=1, support=support(PROBLEM.prior))
THETA, DATA = PROBLEM.draw(1000, np.random.default_rng(9))
OPTIONS = Options(mass=0.99)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(module, "DRAWS", 20_000)
    monkeypatch.setattr(module, "COMPARED", 2000)


def restricted(estimators, before=FIRST, options=OPTIONS, seed=1):
    chain = Chain(PROBLEM, X, list(estimators))
    return restrict(chain, before, Pairs(THETA, DATA), options, np.random.default_rng(seed))


def test_the_region_is_the_ellipse_that_holds_the_mass_of_the_posterior():
    found = restricted([NormalEstimator()])
    radius = np.sqrt(stats.chi2(2).ppf(0.99)) * SD
    assert found.round == 2
    assert np.exp(found.log_mass) == pytest.approx(np.pi * radius**2 / 36, rel=0.15)
    assert found.proposal == "box"
    low, high = found.support["low"], found.support["high"]
    assert np.all(np.array(low) < X - radius)
    assert np.all(np.array(high) > X + radius)
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
    assert len(second.thresholds) == 2
    theta = Chain(PROBLEM, X, estimators).prior(second).sample(500, np.random.default_rng(4))
    assert Chain(PROBLEM, X, estimators[:1]).prior(first).contains(theta).all()


def test_pairs_of_all_rounds_together_follow_the_restricted_prior():
    first = restricted([NormalEstimator(0.5)])
    estimators = [NormalEstimator(0.5), NormalEstimator()]
    second = restricted(estimators, first)
    prior, rng = Chain(PROBLEM, X, estimators).prior(second), np.random.default_rng(5)
    before = Chain(PROBLEM, X, estimators[:1]).prior(first)
    drawn = [each.sample(n, rng) for each, n in ((PROBLEM.prior, 20_000), (before, 2000), (prior, 1000))]
    rounds = [(theta, PROBLEM.simulate(theta, rng)) for theta in drawn]
    theta, x = assemble(prior, rounds, 10, rng)
    assert 1200 < len(theta) == len(x)
    squared = np.sum((theta - X) ** 2, axis=1)
    assert stats.kstest(squared / squared.max(), "uniform").pvalue > 1e-3
    # What is uniform in the region has the same posterior there: that of the mean, of data near the observation.
    near = np.sum((x - X) ** 2, axis=1) < 0.1**2
    assert theta[near].mean(axis=0) == pytest.approx(X, abs=4 * SD / np.sqrt(near.sum()))
    # The control: all pairs, also those outside, are not the restricted prior's.
    every = np.sum((np.concatenate(drawn) - X) ** 2, axis=1)
    every = every[every < squared.max() * 4]
    assert stats.kstest(every / every.max(), "uniform").pvalue < 1e-6


def test_too_few_pairs_inside_are_an_error():
    found = restricted([NormalEstimator()])
    prior = Chain(PROBLEM, X, [NormalEstimator()]).prior(found)
    with pytest.raises(LfiError, match=r"raise rounds\.simulations"):
        assemble(prior, [(np.full((50, 2), 2.9), np.zeros((50, 2)))], 20, np.random.default_rng(1))


def test_rounds_end_where_the_posterior_does_not_change():
    first = restricted([NormalEstimator()])
    same = [NormalEstimator(), NormalEstimator()]
    assert not restricted(same, first).ended
    ended = restricted(same, first, Options(0.99, change=0.05))
    assert "the posterior changed by" in ended.ended
    assert ended.round == 2
    assert ended.model_dump(include={"thresholds", "support"}) == first.model_dump(include={"thresholds", "support"})
    assert restricted([*same, NormalEstimator()], ended) == ended
    changed = [NormalEstimator(0.4), NormalEstimator()]
    assert not restricted(changed, restricted(changed[:1]), Options(0.99, change=0.05)).ended


def test_rounds_end_where_enough_draws_are_effective():
    ended = restricted([NormalEstimator()], options=Options(0.99, effective_draws=0.5))
    assert ended.effective_draws == pytest.approx(1, abs=0.02)
    assert "effective" in ended.ended
    assert not restricted([NormalEstimator(0.8)], options=Options(0.99, effective_draws=0.5)).ended


def test_a_posterior_that_is_too_narrow_would_cut_off_the_truth_and_a_verdict_says_so():
    right, narrow = restricted([NormalEstimator()]), restricted([NormalEstimator(0.4 * SD)])
    verdicts = [
        truncation_verdict(np.array([found.outside, found.tested, found.expected])) for found in (right, narrow)
    ]
    assert [verdict.passed for verdict in verdicts] == [True, False]
    assert "truths are outside" in verdicts[1].says


def test_a_posterior_outside_of_where_it_was_simulated_is_an_error():
    first = restricted([NormalEstimator(0.01)])
    with pytest.raises(LfiError, match="more simulations"):
        restricted([NormalEstimator(0.01), NormalEstimator(5.0)], first)
