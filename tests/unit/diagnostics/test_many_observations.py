"""Scores and verdicts over many observations."""

import numpy as np
import pytest
from lfi.data import arrays, checks, posteriors
from lfi.data.posteriors import Draws
from lfi.diagnostics.comparison import evidence_scores, importance_scores, posterior_scores
from lfi.diagnostics.discrepancy import Discrepancy
from lfi.diagnostics.trust import observation_verdicts, observations_verdicts

RNG = np.random.default_rng
NAMES = ("a", "b")


def by_name(scores):
    return {(score.posterior, score.score): score for score in scores}


def test_scores_against_a_reference_are_means_over_the_observations_with_their_standard_error():
    exact = RNG(0).standard_normal((3, 60, 2))
    shifts = np.array([2.0, 3.0, 6.0])
    draws = {"exact": exact, "flow": exact + exact.std(axis=1, keepdims=True) * shifts[:, None, None] * [1, 0]}
    alone = [by_name(posterior_scores(NAMES, {name: [each[i]] for name, each in draws.items()}, 1)) for i in range(3)]
    together = by_name(posterior_scores(NAMES, draws, 1))
    for key, score in together.items():
        values = [scores[key].value for scores in alone]
        assert score.value == pytest.approx(np.mean(values))
        assert score.standard_error == pytest.approx(np.std(values, ddof=1) / np.sqrt(3))
        assert (score.n, score.reference, alone[0][key].reference) == (3, "exact, observations", "exact, observation")
    assert together["flow", "mean_shift_a"].value == pytest.approx(shifts.mean())
    assert together["flow", "c2st"].value > 0.8


def test_the_mean_log_evidence_has_the_error_of_its_estimates_not_of_their_scatter():
    table = by_name(evidence_scores({"nested": np.array([[-10.0, 0.3], [-20.0, 0.4]]), "flow": None}))
    score = table["nested", "log_evidence"]
    assert (score.value, score.standard_error, score.n) == (-15, pytest.approx(0.25), 2)
    [exact] = evidence_scores({"exact": np.array([[-10.0, 0], [-20.0, 0]])})
    assert exact.standard_error is None
    table = by_name(importance_scores({"flow": [RNG(0).normal(k, 0.1, 1000) for k in (-1, -2, -3)]}))
    assert table["flow", "importance_log_evidence"].value == pytest.approx(-2, abs=0.02)
    assert table["flow", "importance_log_evidence"].standard_error < 0.01
    assert table["flow", "effective_draws"].n == 3
    weights = [np.zeros(1000), np.r_[np.zeros(999), 9.0], RNG(0).normal(0, 0.1, 1000)]
    table = by_name(importance_scores({"flow": weights}))
    assert (table["flow", "pareto_k"].value, table["flow", "pareto_k"].n) == (np.inf, 3)


def at(p_value, width=1.1):
    """What is measured at an observation: one that is like the simulations, or not, and weights."""
    found = Discrepancy(np.array([2.0]), np.arange(1000.0), np.array([p_value]))
    measured = {f"predictive_{name}": value for name, value in found._asdict().items()}
    theta = RNG(0).normal(0, width, 1000)
    return {**measured, "log_weights": theta**2 * (1 / width**2 - 1) / 2}


def test_a_verdict_over_observations_names_those_that_fail_and_counts_the_others():
    judged = observations_verdicts(NAMES, [at(0.5), at(0.001), at(0.3), at(0.0005, width=0.2)])
    said = [(verdict.passed, verdict.says.split(" (")[0].split(",")[0]) for verdict in judged]
    assert said == [
        (False, "Observation 1: Predictive check: the observation is unlike simulated ones"),
        (False, "Observation 3: Predictive check: the observation is unlike simulated ones"),
        (True, "Predictive check: 2 of 4 observations pass"),
        (False, "Observation 3: Importance sampling: unreliable"),
        (True, "Importance sampling: 3 of 4 observations pass"),
    ]
    assert [verdict.p_value for verdict in judged[:3]] == [0.001, 0.0005, None]
    assert observations_verdicts(NAMES, [at(0.001)]) == observation_verdicts(NAMES, at(0.001))


@pytest.mark.parametrize("observations", [1, 3])
def test_files_of_checks_give_back_what_was_measured_at_each_observation(tmp_path, observations):
    each = [{"log_weights": np.full(4, float(i)), "predictive_distance": np.ones(i + 1)} for i in range(observations)]
    checks.write(tmp_path / "flow.h5", each)
    for written, read in zip(each, checks.read(tmp_path / "flow.h5"), strict=True):
        assert written.keys() == read.keys()
        assert all(np.array_equal(written[name], read[name]) for name in written)


def test_an_estimator_is_corrected_where_it_has_corrected_draws_at_every_observation():
    some, none = {"log_weights": np.zeros(2), "corrected": np.ones((2, 1))}, {"log_weights": np.zeros(2)}
    found = checks.corrected({"flow": [some, some], "other": [some, none], "last": [none, none]})
    assert list(found) == ["flow_corrected"]
    assert np.array_equal(found["flow_corrected"], np.ones((2, 2, 1)))


def test_the_file_of_one_observations_draws_is_as_it_was_and_that_of_several_says_how_many(tmp_path):
    theta, evidence = RNG(0).standard_normal((5, 4, 2)), np.array([[-1.0, 0.1], [-2.0, 0.2]])
    posteriors.write(tmp_path / "one.h5", Draws(theta, evidence[:1]))
    _, attributes = arrays.read(tmp_path / "one.h5")
    assert {name: list(value) for name, value in attributes.items()} == {"log_evidence": [-1.0, 0.1]}
    posteriors.write(tmp_path / "two.h5", Draws(theta, evidence, 2, ("m", "c")))
    for name, n in (("one", 1), ("two", 2)):
        read = posteriors.read(tmp_path / f"{name}.h5")
        assert np.array_equal(read.observed, theta[:n])
        assert np.array_equal(read.tests, theta[n:])
        assert np.array_equal(read.log_evidence, evidence[:n])
        assert read.parameters == (("m", "c") if n == 2 else ())
