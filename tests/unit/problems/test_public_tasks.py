"""The tasks of the field's benchmark: simulators and likelihoods against SciPy."""

import numpy as np
import pytest
from lfi import problems
from scipy import integrate, stats

RNG = np.random.default_rng


@pytest.mark.parametrize(
    ("source", "options", "parameters", "shape"),
    [
        ("slcp", {}, 5, (8,)),
        ("gaussian_linear", {}, 10, (10,)),
        ("gaussian_linear", {"bounded": True}, 10, (10,)),
        ("sir", {}, 2, (10,)),
        ("predator_prey", {}, 4, (20,)),
        ("chirp", {}, 4, (200,)),
    ],
)
def test_a_task_has_the_sizes_that_are_published_and_a_finite_likelihood_at_its_own_data(
    source, options, parameters, shape
):
    problem = problems.load(source, options, {})
    theta, x = problem.draw(8, RNG(1))
    assert theta.shape == (8, parameters)
    assert x.shape == (8, *shape)
    at_truth = np.array([problem.log_likelihood(theta[i : i + 1], x[i])[0] for i in range(8)])
    elsewhere = np.array([problem.log_likelihood(theta[i - 1 : i] if i else theta[-1:], x[i])[0] for i in range(8)])
    assert np.isfinite(at_truth).all()
    assert at_truth.mean() > elsewhere[np.isfinite(elsewhere)].mean() + 1


def test_slcps_likelihood_is_that_of_four_points_of_a_normal_distribution():
    problem = problems.load("slcp", {}, {})
    theta, x = problem.draw(5, RNG(2))
    for row, data in zip(theta, x, strict=True):
        first, second, correlation = row[2] ** 2, row[3] ** 2, np.tanh(row[4])
        covariance = [[first**2, correlation * first * second], [correlation * first * second, second**2]]
        expected = stats.multivariate_normal(row[:2], np.array(covariance) + 1e-6 * np.eye(2)).logpdf(
            data.reshape(4, 2)
        )
        assert problem.log_likelihood(row[None], data)[0] == pytest.approx(expected.sum())


def test_slcps_points_have_the_covariance_of_its_likelihood():
    problem = problems.load("slcp", {}, {})
    theta = np.tile([[0.5, -1.0, 1.2, -0.8, 0.7]], (20_000, 1))
    points = problem.simulate(theta, RNG(3)).reshape(-1, 2)
    both = np.tanh(0.7) * 1.44 * 0.64
    assert points.mean(axis=0) == pytest.approx([0.5, -1.0], abs=0.02)
    assert np.cov(points.T) == pytest.approx(np.array([[1.44**2, both], [both, 0.64**2]]), abs=0.03)


def test_an_epidemic_follows_its_equations():
    problem = problems.load("sir", {}, {})
    contact, recovery, people = 0.6, 0.1, 1e6

    def slope(_, state):
        new = contact * state[0] * state[1] / people
        return [-new, new - recovery * state[1]]

    solved = integrate.solve_ivp(slope, (0, 153), [people - 1, 1], t_eval=17 * np.arange(10), rtol=1e-9, atol=1e-6)
    x = problem.simulate(np.tile([[contact, recovery]], (4000, 1)), RNG(4))
    assert x.mean(axis=0) == pytest.approx(1000 * solved.y[1] / people, abs=2.0)
    likelihood = problem.log_likelihood(np.array([[contact, recovery]]), x[0])[0]
    assert likelihood == pytest.approx(stats.binom.logpmf(x[0], 1000, solved.y[1] / people).sum(), rel=1e-4)


def test_predators_and_prey_follow_their_equations():
    problem = problems.load("predator_prey", {}, {})
    birth, eaten, death, growth = theta = (0.9, 0.05, 1.1, 0.06)

    def slope(_, state):
        return [birth * state[0] - eaten * state[0] * state[1], -death * state[1] + growth * state[0] * state[1]]

    solved = integrate.solve_ivp(slope, (0, 19), [30, 1], t_eval=2.1 * np.arange(10), rtol=1e-9, atol=1e-9)
    x = problem.simulate(np.tile([theta], (4000, 1)), RNG(5))
    assert np.log(x).mean(axis=0) == pytest.approx(np.log(solved.y).ravel(), abs=0.01)
    assert np.log(x).std(axis=0) == pytest.approx(np.full(20, 0.1), abs=0.01)
    expected = stats.lognorm(0.1, scale=solved.y.ravel()).logpdf(x[0]).sum()
    assert problem.log_likelihood(np.array([theta]), x[0])[0] == pytest.approx(expected, rel=1e-4)


def test_the_bounded_linear_task_has_an_exact_posterior():
    assert problems.load("gaussian_linear", {"bounded": True}, {}).exact() is not None
    assert problems.load("gaussian_linear", {}, {}).exact() is None
