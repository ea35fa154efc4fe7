import numpy as np
import pytest
from lfi.diagnostics.predictor import Predictor

RNG = np.random.default_rng


def test_a_linear_relation_is_found_in_data_of_any_shape():
    rng = RNG(0)
    x = rng.standard_normal((2000, 3, 4))
    theta = x.reshape(2000, 12) @ rng.standard_normal((12, 2)) + [1, -2]
    predicted = Predictor(theta[:1500], x[:1500], RNG(1)).predict(x[1500:]).theta
    assert np.corrcoef(predicted[:, 0], theta[1500:, 0])[0, 1] > 0.98


def test_a_parameter_whose_square_is_observed_has_no_predicted_mean_but_predicted_cosines():
    rng = RNG(0)
    theta = rng.uniform(-1, 1, (5000, 1))
    predictor = Predictor(theta[:4000], theta[:4000] ** 2, RNG(1))
    predicted, truth = predictor.predict(theta[4000:] ** 2), predictor.cosines(theta[4000:])
    assert abs(np.corrcoef(predicted.theta[:, 0], theta[4000:, 0])[0, 1]) < 0.1
    explained = 1 - np.mean((predicted.cosines - truth) ** 2, axis=0)[0]
    assert explained[1::2] == pytest.approx(np.ones(4), abs=0.1)
    assert explained[::2] == pytest.approx(np.zeros(4), abs=0.15)


def test_what_the_data_do_not_move_is_predicted_by_its_mean():
    rng = RNG(0)
    theta, x = rng.exponential(size=(3000, 2)), rng.standard_cauchy((3000, 20))
    predicted = Predictor(theta[:2000], x[:2000], RNG(1)).predict(x[2000:])
    assert predicted.theta.std(axis=0) == pytest.approx([0, 0], abs=0.1)
    assert np.abs(predicted.cosines).mean() < 0.05


def test_cosines_have_mean_0_and_variance_1_under_any_prior_and_outside_of_it_those_of_its_bounds():
    theta = RNG(0).lognormal(size=(20_000, 1))
    predictor = Predictor(theta, theta, RNG(1))
    cosines = predictor.cosines(theta)[:, 0]
    assert cosines.mean(axis=0) == pytest.approx(np.zeros(8), abs=0.01)
    assert np.cov(cosines.T) == pytest.approx(np.eye(8), abs=0.02)
    outside = predictor.cosines(np.array([[-5.0], [1e9]]))[:, 0]
    assert outside[0] == pytest.approx(np.full(8, np.sqrt(2)))
    assert outside[1] == pytest.approx(np.sqrt(2) * (-1.0) ** np.arange(1, 9))


def test_constant_data_are_harmless():
    theta = RNG(0).uniform(size=(500, 1))
    predicted = Predictor(theta, np.ones((500, 3)), RNG(1)).predict(np.ones((4, 3)))
    assert np.isfinite(predicted.theta).all()
