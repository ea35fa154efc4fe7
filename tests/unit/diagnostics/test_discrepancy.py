import re

import numpy as np
import pytest
from lfi.diagnostics.discrepancy import Discrepancy, discrepancy_verdict, misspecification, predictive, residuals
from lfi.errors import LfiError
from scipy import stats

RNG = np.random.default_rng


@pytest.mark.parametrize(("n", "k"), [(1000, 1), (1000, 8), (400, 300)])
def test_observations_that_the_simulator_made_have_uniform_p_values(n, k):
    rng = RNG(k)
    mix = rng.standard_normal((k, k))
    p_values = [
        misspecification(rng.exponential(size=(n, k)) @ mix, rng.exponential(size=(1, k)) @ mix).p_value[0]
        for _ in range(20 if k == 300 else 100)
    ]
    assert stats.kstest(p_values, "uniform").pvalue > 0.001


def test_an_observation_that_is_odd_only_in_how_its_features_go_together_is_found():
    rng = RNG(0)
    simulated = rng.multivariate_normal([0, 0], [[1, 0.95], [0.95, 1]], 2000)
    found = misspecification(simulated, np.array([[1.0, -1.0], [1.0, 1.0]]))
    assert found.p_value[0] < 0.01 < 0.1 < found.p_value[1]


def test_an_observation_in_the_middle_of_a_ring_of_simulations_is_found():
    rng = RNG(0)
    angle = rng.uniform(0, 2 * np.pi, 4000)
    ring = np.c_[np.cos(angle), np.sin(angle)] + 0.05 * rng.standard_normal((4000, 2))
    found = misspecification(ring, np.array([[0.0, 0.0], [0.0, 1.0]]))
    assert found.distance[0] < np.quantile(found.simulated, 0.01)
    assert found.p_value[0] < 0.001 < 0.05 < found.p_value[1]


def test_the_distance_is_mahalanobis_where_simulations_are_many():
    rng = RNG(0)
    covariance = np.array([[4.0, 1.0], [1.0, 0.5]])
    simulated = rng.multivariate_normal([10, -3], covariance, 50_000)
    observed = np.array([[12.0, -2.0]])
    expected = np.sqrt([2, 1] @ np.linalg.solve(covariance, [2, 1]))
    assert misspecification(simulated, observed).distance[0] == pytest.approx(expected, rel=0.02)


def test_a_feature_that_no_simulation_moves_is_harmless_until_the_observation_moves_it():
    rng = RNG(0)
    simulated = np.c_[rng.standard_normal((2000, 3)), np.full(2000, 7.0)]
    found = misspecification(simulated, np.array([[0.1, 0.2, 0.3, 7.0], [0.1, 0.2, 0.3, 9.0]]))
    assert found.p_value[1] < 0.01 < found.p_value[0]


def test_more_features_than_simulations_still_show_an_observation_that_is_far_out():
    rng = RNG(0)
    simulated, observed = rng.standard_normal((250, 400)), rng.standard_normal((1, 400))
    assert (
        misspecification(simulated, 1.5 * observed).p_value[0] < 0.01 < misspecification(simulated, observed).p_value[0]
    )


@pytest.mark.parametrize("shape", [(), (20,), (4, 5, 2)])
def test_an_observation_that_is_one_more_replica_has_a_uniform_p_value(shape):
    rng = RNG(0)
    p_values = []
    for _ in range(300):
        data = rng.gamma(2.0, size=(120, *shape)) * rng.uniform(0.5, 2, size=(120, *[1] * len(shape)))
        p_values.append(predictive(data[0], data[1:]).p_value[0])
    assert stats.kstest(p_values, "uniform").pvalue > 0.001


def test_data_noisier_than_their_replicas_are_found():
    rng = RNG(0)
    replicas = rng.standard_normal((500, 10, 20))
    verdict = discrepancy_verdict("Predictive check", predictive(1.3 * rng.standard_normal((10, 20)), replicas))
    assert not verdict.passed
    assert verdict.says.startswith("Predictive check: the observation is unlike simulated ones, its distance is 1.")


def test_one_bad_point_of_many_is_found_and_named():
    rng = RNG(0)
    replicas, observed = rng.standard_normal((200, 10, 20)), rng.standard_normal((10, 20))
    assert predictive(observed, replicas).p_value[0] > 0.05
    observed[3, 7] -= 7
    found = predictive(observed, replicas)
    assert found.distance[0] < np.quantile(found.simulated, 0.999)
    verdict = discrepancy_verdict("Predictive check", found, residuals(observed, replicas))
    assert not verdict.passed
    assert re.search(r"; largest residual -\d\.\d sd, of element 3, 7 \(p = 0\.005", verdict.says)


def test_distances_to_all_others_are_those_of_leaving_out_one_row_after_another():
    rows = RNG(0).standard_normal((110, 2, 3)) * 5 + 100
    found = predictive(rows[0], rows[1:])
    for i, distance in enumerate(np.r_[found.distance, found.simulated]):
        others = np.delete(rows, i, axis=0)
        score = (rows[i] - others.mean(axis=0)) / others.std(axis=0, ddof=1)
        assert distance == pytest.approx(np.sqrt(np.mean(score**2)))


def test_a_masked_element_is_harmless_until_the_observation_fills_it():
    replicas, observed = RNG(0).standard_normal((300, 50)), RNG(1).standard_normal(50)
    replicas[:, 3:5] = observed[3:5] = [0.0, 0.1]
    assert predictive(observed, replicas).p_value[0] > 0.05
    observed[3] = 1000.0
    assert predictive(observed, replicas).p_value[0] == pytest.approx(1 / 301)


@pytest.mark.parametrize("check", [misspecification, lambda simulated, x: predictive(x[0], simulated[:50])])
def test_too_few_simulations_to_fail_are_refused(check):
    with pytest.raises(LfiError, match="50 simulations cannot give a p-value below"):
        check(RNG(0).standard_normal((100, 2)), np.zeros((1, 2)))


def test_of_several_observations_one_is_as_odd_as_all_together_allow():
    simulated = np.arange(1.0, 1000.0)
    p_values = np.array([0.5, 0.004, 0.9])
    verdict = discrepancy_verdict("Misspecification", Discrepancy(np.array([500.0, 996, 100]), simulated, p_values))
    assert verdict.p_value == pytest.approx(0.012)
    assert verdict.passed


@pytest.mark.parametrize("value", [0.0, 0.1, 0.3, -7e5])
@pytest.mark.parametrize("moved", [0.0, 1e-9, 1.0])
@pytest.mark.parametrize("check", [misspecification, lambda simulated, x: predictive(x[0], simulated)])
def test_simulations_that_are_all_the_same_fail_the_verdict_which_says_so(value, moved, check):
    simulated = np.full((500, 4), value)
    verdict = discrepancy_verdict("Check", check(simulated, simulated[:1] + moved))
    assert (verdict.passed, verdict.p_value) == (False, None)
    assert verdict.says.startswith("Check: simulated data are all the same")
    simulated = simulated + RNG(0).standard_normal((500, 4)) * [0, 0, 0, 1]
    assert discrepancy_verdict("Check", check(simulated, simulated[:1])).passed


@pytest.mark.parametrize("check", [misspecification, lambda simulated, x: predictive(x[0], simulated)])
def test_an_observation_kept_in_single_precision_is_like_simulations_of_which_one_element_never_moves(check):
    simulated = np.c_[RNG(0).standard_normal((500, 3)), np.full(500, 0.1)]
    assert check(simulated, simulated[:1].astype(np.float32)).p_value[0] > 0.05
    assert check(simulated, simulated[:1] + np.array([0, 0, 0, 0.05])).p_value[0] < 0.01


def test_a_context_that_differs_by_rounding_alone_counts_as_the_same():
    simulated = (0.3 * (1 + 6e-8 * RNG(0).integers(-1, 2, size=(500, 4)))).astype(np.float32)
    verdict = discrepancy_verdict("Misspecification", misspecification(simulated, simulated[:1] + np.float32(0.2)))
    assert "all the same" in verdict.says
