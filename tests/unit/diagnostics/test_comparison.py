"""Which scores posteriors and regressors get, against known answers."""

import numpy as np
import pytest
from lfi.data import simulations
from lfi.data.checks import corrected
from lfi.data.posteriors import Draws
from lfi.diagnostics.comparison import failure_scores, inference_scores, posterior_scores, speed_scores
from lfi.diagnostics.predictions import regression_scores
from lfi.diagnostics.scores import Score, printed
from lfi.problems.curve import Curve
from lfi.problems.line import Line

RNG = np.random.default_rng


@pytest.fixture(scope="module")
def line():
    return Line(points=20)


@pytest.fixture(scope="module")
def test_set(line):
    drawn = simulations.simulate(line, 1, "line", "test", 0, 300)
    return drawn.theta, drawn.x


def scores(line, test):
    """Scores of the exact posterior, a flow with shifted draws, and regressors."""
    x = line.observation().x
    data = np.concatenate([x[None], test[1][:5]])
    exact, theta = line.exact(), line.exact().sample(data, 60, RNG(0))
    evidence = np.c_[exact.log_evidence(x[None]), 0.0]
    draws = {"exact": Draws(theta, evidence), "flow": Draws(theta + 3 * theta[0].std(axis=0))}
    weights = RNG(2).normal(evidence[0, 0], 0.1, 500)
    evaluations = {
        "flow": {"test": exact.log_prob(*test) - 0.3},
        "mean": {"test": exact.mean(test[1]) + 0.1},
        "moments": {"test": exact.mean(test[1]), "test_covariance": np.tile(np.cov(theta[0].T), (300, 1, 1))},
    }
    checks = {"flow": [{"log_weights": weights, "corrected": theta[0]}], "other": [{}]}
    observed = {name: list(each.observed) for name, each in draws.items()} | corrected(checks)
    return inference_scores(
        line,
        draws,
        checks=checks,
        levels={
            "flow": {
                "ranks": RNG(3).uniform(size=(50, 2)),
                "coverage": RNG(4).uniform(size=50),
                "gain": np.arange(50.0),
                "contraction": np.tile([0.25, 0.75], (50, 1)),
            }
        },
        evaluations=evaluations,
        test=test,
        beside=posterior_scores(line.parameters, observed, seed=1),
    )


def test_every_posterior_and_estimator_has_the_scores_that_apply_to_it(line, test_set):
    found = scores(line, test_set)
    values = {(score.posterior, score.score): score.value for score in found}
    assert len(values) == len(found)
    names = {name: [score.score for score in found if score.posterior == name] for name, _ in values}
    at_observation = [f"{kind}_{name}" for name in "mc" for kind in ("mean_shift", "sd_ratio")] + ["c2st"]
    weighted = ["importance_log_evidence", "effective_draws", "pareto_k"]
    informed = ["information_gain", "contraction_m", "contraction_c"]
    calibrated = ["ks_p_m", "ks_p_c", "ks_p_combined", "conservativeness"]
    assert names == {
        "exact": ["log_evidence"],
        "flow": [*at_observation, *weighted, "nll", "mean_kl", *informed, *calibrated],
        "flow_corrected": at_observation,
        "mean": ["rmse_m", "rmse_c"],
        "moments": ["rmse_m", "rmse_c", "chi2_per_parameter", "nll", "sd_ratio_m", "sd_ratio_c", "moments_kl"],
    }
    assert values["flow", "mean_kl"] == pytest.approx(0.3)
    assert values["flow", "information_gain"] == 24.5
    assert (values["flow", "contraction_m"], values["flow", "contraction_c"]) == (0.25, 0.75)
    assert values["mean", "rmse_m"] == pytest.approx(0.1)
    assert values["moments", "rmse_c"] == 0
    assert values["flow", "mean_shift_c"] == pytest.approx(3)
    assert values["flow_corrected", "mean_shift_m"] == 0
    assert values["flow", "c2st"] > 0.9 > 0.6 > values["flow_corrected", "c2st"]
    assert values["flow", "importance_log_evidence"] == pytest.approx(values["exact", "log_evidence"], abs=0.02)


def test_without_a_test_set_or_a_calibration_set_their_scores_are_missing(line, test_set):
    x = line.observation().x[None]
    draws = {"exact": Draws(line.exact().sample(x, 60, RNG(0)))}
    assert inference_scores(line, draws, checks={}, levels={}, evaluations={}, test=None, beside=[]) == []


def test_regressors_are_compared_with_the_noiseless_curve_least_squares_and_the_noise():
    curve = Curve(sigma=0.3)
    training, test = (
        (drawn.theta, drawn.x)
        for drawn in (simulations.simulate(curve, 1, "curve", name, 0, 2000) for name in ("training", "test"))
    )
    validation = simulations.split(2000, (0.8, 0.1, 0.1))[1]
    exact = {
        part: curve.truth(x.astype(float)) for part, x in (("validation", training[1][validation]), ("test", test[1]))
    }
    off = {part: values + 0.5 for part, values in exact.items()}
    found = regression_scores(curve, {"exact": exact, "off": off}, training, test, (0.8, 0.1, 0.1))
    values = {(score.posterior, score.score): (score.value, score.n) for score in found}
    assert values["exact", "rmse_truth"] == (0, 2000)
    assert values["off", "rmse_truth"] == (pytest.approx(0.5), 2000)
    # Least squares with three coefficients: an error of sigma sqrt(3 / 1600), from the train part alone.
    assert 0 < values["least_squares", "rmse_truth"][0] < 3 * 0.3 * np.sqrt(3 / 1600)
    noise = np.mean((training[0][validation] - exact["validation"]) ** 2)
    assert values["exact", "validation_mse"] == (pytest.approx(noise), 200)
    assert values["noise_floor", "validation_mse"] == (pytest.approx(0.09), 200)


def test_failures_have_a_score_where_there_are_any_and_speed_says_over_what():
    assert failure_scores(0, 100) == []
    assert failure_scores(3, 100) == [Score("simulator", "failed_draws", 3, None, 100, "training set")]
    found = speed_scores({"flow": {"train_seconds": 1.5, "steps": 20}}, {"flow": {"draws_per_second": 9.0, "draws": 8}})
    assert found == [
        Score("flow", "train_seconds", 1.5, None, 20, "wall clock, steps"),
        Score("flow", "draws_per_second", 9.0, None, 8, "wall clock"),
    ]


def test_printed_scores_have_their_numbers_at_the_right_and_no_error_where_there_is_none():
    text = printed(
        [Score("exact", "log_evidence", -10.5, None, 1, "observation"), Score("flow", "nll", 2, 0.5, 2000, "x")]
    )
    header, first, second = text.splitlines()
    assert header.split() == ["posterior", "score", "value", "error", "n", "reference"]
    for name in ("value", "n"):
        end = header.index(f" {name} ") + len(name) + 1
        assert (first[end - 1], first[end]) != (" ", " ")
        assert first[end] == second[end] == " "
    assert "± 0.5" in second
    assert "±" not in first
