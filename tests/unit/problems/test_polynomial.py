import numpy as np
import pytest
from lfi import problems
from lfi.errors import LfiError
from lfi.problems.curve import Curve
from lfi.problems.line import Line
from lfi.problems.polynomial import Polynomial

RNG = np.random.default_rng


def test_the_polynomial_of_degree_two_has_the_curves_heights():
    polynomial = problems.load("polynomial", {}, {})
    observed = polynomial.observation()
    truth = Curve().truth(polynomial.coordinates[:, None])[:, 0]
    assert polynomial.model(observed.theta[None])[0] == pytest.approx(truth)
    assert observed.x - truth == pytest.approx(0, abs=5 * Curve().sigma)
    assert np.std(observed.x - truth) == pytest.approx(Curve().sigma, rel=0.3)


def test_the_observed_polynomial_is_the_same_each_time():
    assert np.array_equal(Polynomial().observation().x, Polynomial().observation().x)


@pytest.mark.parametrize("degree", [0, 1, 2, 4])
def test_a_polynomial_has_a_coefficient_a_power_and_its_observation_lies_in_the_prior(degree):
    polynomial = Polynomial(degree, points=30)
    t = polynomial.coordinates
    assert polynomial.parameters == tuple(f"c{k}" for k in range(degree + 1))
    theta = polynomial.prior.sample(5, RNG(0))
    assert polynomial.model(theta) == pytest.approx(np.stack([np.polyval(row[::-1], t) for row in theta]))
    assert polynomial.prior.contains(polynomial.observation().theta[None]).all()


def test_a_line_is_a_polynomial_of_degree_one():
    line, polynomial = Line(points=40, sigma=0.6), Polynomial(1, points=40, sigma=0.6)
    theta = RNG(0).uniform(-3, 3, (20, 2))
    # The line's coordinates are twice the polynomial's, and its slope comes first.
    same = theta[:, ::-1] * [1, 2]
    assert polynomial.model(same) == pytest.approx(line.model(theta))
    assert polynomial.log_likelihood(same, line.observation().x) == pytest.approx(
        line.log_likelihood(theta, line.observation().x)
    )


@pytest.mark.parametrize(("degree", "sigma"), [(0, 0.3), (1, 5.0), (2, 0.3), (2, 20.0), (3, 10.0)])
def test_the_polynomials_posterior_is_likelihood_times_prior_over_evidence(degree, sigma):
    polynomial = Polynomial(degree, points=20, sigma=sigma)
    theta, x = polynomial.draw(50, RNG(degree))
    likelihood = np.concatenate([polynomial.log_likelihood(theta[[i]], x[i]) for i in range(len(x))])
    exact = polynomial.exact()
    bayes = likelihood + polynomial.prior.log_prob(theta) - exact.log_evidence(x)
    assert exact.log_prob(theta, x) == pytest.approx(bayes, abs=1e-9)


def test_a_wide_polynomials_evidence_is_its_mean_likelihood_over_the_prior():
    polynomial = Polynomial(2, points=6, sigma=15.0)
    x = polynomial.draw(1, RNG(1))[1]
    likelihood = np.exp(polynomial.log_likelihood(polynomial.prior.sample(400_000, RNG(2)), x[0]))
    error = likelihood.std() / np.sqrt(len(likelihood))
    assert np.exp(polynomial.exact().log_evidence(x)[0]) == pytest.approx(likelihood.mean(), abs=4 * error)


def test_the_exact_means_of_polynomials_are_those_of_their_draws_at_the_priors_bound():
    polynomial = Polynomial(2, points=20, sigma=8.0)
    theta = np.array([[9.5, 0.0, -9.8], [2.0, 5.0, 4.0]])
    x = polynomial.simulate(theta, RNG(5))
    draws = polynomial.exact().sample(x, 40_000, RNG(6))
    error = draws.std(axis=1) / np.sqrt(draws.shape[1])
    assert np.all(np.abs(draws.mean(axis=1) - polynomial.exact().mean(x)) < 4.5 * error)
    cut = polynomial.exact().least_squares(x[:1]) - polynomial.exact().mean(x[:1])
    assert np.abs(cut).max() > 1


def test_exact_means_of_polynomials_have_no_bias_over_the_prior():
    polynomial = Polynomial(2, points=10, sigma=10.0)
    theta, x = polynomial.draw(20_000, RNG(7))
    error = polynomial.exact().mean(x) - theta
    assert np.all(np.abs(error.mean(axis=0)) < 4 * error.std(axis=0) / np.sqrt(len(error)))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"degree": -1}, "degree -1 is below 0"),
        ({"degree": 3, "points": 3}, "3 points do not determine degree 3; use 4"),
    ],
)
def test_a_polynomial_that_cannot_be_fitted_is_explained(options, message):
    with pytest.raises(LfiError, match=message):
        problems.load("polynomial", options, {})
