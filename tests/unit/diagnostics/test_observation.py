"""What is measured at one observation of a problem whose posterior is known."""

import numpy as np
import pytest
from lfi.diagnostics.observation import LEAST, at_observation, log_weights
from lfi.diagnostics.trust import observation_verdicts
from lfi.errors import LfiError
from lfi.priors import Uniform
from lfi.problems.base import Problem
from lfi.problems.drawing import replicate
from lfi.problems.line import Line
from scipy import stats

RNG = np.random.default_rng
N = 2000
NAMES = ["theta"]


class Moved(Problem):
    """x ~ N(theta, 1), theta uniform on [-5, 5]: well inside, the posterior is N(x, 1) and the evidence 1 / 10."""

    def __init__(self, known=True, failing=0.0):
        self.prior = Uniform(theta=(-5, 5))
        self.known, self.failing = known, failing

    def simulate(self, theta, rng):
        x = theta + rng.standard_normal(theta.shape)
        return np.where(rng.random(theta.shape) < self.failing, np.nan, x)

    def log_likelihood(self, theta, x):
        return stats.norm.logpdf(x, theta).sum(axis=1)


def measured(problem=None, mean=0.5, likelihood=True, replicas=500, seed=0, x=0.5):
    """Measurements with the estimator N(mean, 1), whose context is the data themselves."""
    problem = problem or Moved()
    simulated = problem.prior.sample(N, RNG(1)) + RNG(2).standard_normal((N, 1))
    theta = mean + RNG(3).standard_normal((N, 1))
    log_prob = stats.norm.logpdf(theta[:, 0], mean) if likelihood else None
    x = np.array([x])
    drawn = replicate(problem, theta[:replicas], RNG(seed))
    return at_observation(problem, x, theta, log_prob, x[None], simulated, drawn.x[~drawn.failed], RNG(seed))


def test_weights_of_the_exact_posterior_are_all_the_evidence():
    line = Line(points=20)
    exact, x = line.exact(), line.observation().x
    draws = exact.sample(x[None], 50, RNG(0))[0]
    weights = log_weights(line, exact.log_prob(draws, np.tile(x, (50, 1))), draws, x)
    assert weights == pytest.approx(np.full(50, exact.log_evidence(x[None])[0]))


def test_a_draw_outside_the_prior_has_no_weight_and_its_likelihood_is_not_asked_for():
    class Careful(Moved):
        def log_likelihood(self, theta, x):
            assert np.all(np.abs(theta) <= 5)
            return super().log_likelihood(theta, x)

    theta = np.array([[0.0], [6.0], [1.0]])
    weights = log_weights(Careful(), np.zeros(3), theta, np.array([0.5]))
    assert weights[1] == LEAST
    assert weights[[0, 2]] == pytest.approx(stats.norm.logpdf(0.5, [0, 1]) - np.log(10))


def test_an_estimator_that_is_right_passes_every_check_and_is_corrected():
    found = measured()
    assert {verdict.diagnostic: verdict.passed for verdict in observation_verdicts(NAMES, found)} == {
        "Misspecification": True,
        "Predictive check": True,
        "Importance sampling": True,
    }
    assert np.exp(found["log_weights"]) == pytest.approx(0.1)
    assert found["corrected"].shape == (N, 1)


def test_draws_far_from_the_posterior_fail_the_predictive_check_and_are_not_corrected():
    found = measured(mean=-4.5)
    passed = {verdict.diagnostic: verdict.passed for verdict in observation_verdicts(NAMES, found)}
    assert passed == {"Misspecification": True, "Predictive check": False, "Importance sampling": False}
    assert "corrected" not in found


def test_a_wrong_mean_is_corrected_to_the_exact_posterior():
    corrected = measured(mean=0.8)["corrected"][:, 0]
    assert corrected.mean() == pytest.approx(0.5, abs=4 / np.sqrt(len(corrected)))


def test_only_what_can_be_measured_is():
    names = {f"misspecification_{name}" for name in ("distance", "simulated", "p_value")}
    assert measured(likelihood=False, replicas=0).keys() == names
    predictive = {name.replace("misspecification", "predictive") for name in names}
    assert measured(likelihood=False).keys() == names | predictive | {"residuals"}


def test_replicas_that_fail_are_left_out_and_too_few_are_refused():
    found = measured(Moved(failing=0.5))
    assert 200 < len(found["predictive_simulated"]) < 300
    with pytest.raises(LfiError, match="cannot give a p-value"):
        measured(Moved(failing=0.9))


def test_an_observation_unlike_the_simulations_is_found():
    found = measured(x=30.0, mean=30.0, likelihood=False, replicas=0)
    assert not observation_verdicts(NAMES, found)[0].passed
