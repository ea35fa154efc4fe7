import numpy as np
import pytest
from lfi.errors import LfiError
from lfi.priors import CorrelatedNormal, LogNormal, LogUniform, Normal, Prior, Product, Scipy, Uniform
from lfi.problems import Problem
from lfi.problems.line import Line
from lfi.references.nested import bilby_priors, nested
from lfi.steps.nested import equally_many
from scipy import stats

CORRELATED = CorrelatedNormal(("b", "a"), mean=[1, -2], covariance=[[2.0, -0.9], [-0.9, 0.5]])


class Gaussian(Problem):
    """x = theta + noise, noise ~ N(0, sigma²), theta normal and correlated: the evidence is a normal density of x."""

    sigma = 2.0
    prior = Product(Normal(c=(3, 2)), CORRELATED)

    def simulate(self, theta, rng):
        return theta + self.sigma * rng.standard_normal(theta.shape)

    def log_likelihood(self, theta, x):
        return -0.5 * np.sum(((x - theta) / self.sigma) ** 2, axis=1) - 1.5 * np.log(2 * np.pi * self.sigma**2)

    def log_evidence(self, x):
        covariance = np.zeros((3, 3))
        covariance[0, 0], covariance[1:, 1:] = 4, CORRELATED.covariance
        return stats.multivariate_normal([3, 1, -2], covariance + self.sigma**2 * np.eye(3)).logpdf(x)


@pytest.fixture(scope="module")
def short_line():
    line = Line(points=50, sigma=2.0)  # a flatter likelihood: nested sampling takes fewer steps
    return line, line.observation().x


@pytest.fixture(scope="module")
def result(short_line, tmp_path_factory):
    return nested(*short_line, nlive=100, seed=1, folder=tmp_path_factory.mktemp("nested"))


def test_nested_samplings_evidence_agrees_with_the_exact_one_within_its_error(short_line, result):
    line, x = short_line
    exact = line.exact().log_evidence(x[None])[0]
    assert abs(result.log_evidence - exact) < 3 * result.log_evidence_err


def test_nested_samplings_draws_have_the_exact_mean_and_spread(short_line, result):
    line, x = short_line
    draws = result.posterior[["m", "c"]].to_numpy()
    sd = np.sqrt(np.diag(line.exact().covariance))
    assert np.all(np.abs(draws.mean(axis=0) - line.exact().mean(x[None])[0]) < 5 * sd / np.sqrt(len(draws)) + 0.1 * sd)
    assert draws.std(axis=0) == pytest.approx(sd, rel=0.25)


def test_the_evidence_under_normal_priors_and_a_gaussian_likelihood_is_the_analytic_one(tmp_path):
    problem, x = Gaussian(), np.array([4.0, 0.5, -1.0])
    result = nested(problem, x, nlive=50, seed=1, folder=tmp_path)
    assert tuple(result.search_parameter_keys) == problem.parameters
    assert abs(result.log_evidence - problem.log_evidence(x)) < 3 * result.log_evidence_err


@pytest.mark.parametrize(
    "prior",
    [
        Uniform(m=(-3, 3), c=(1, 2)),
        LogUniform(rate=(1e-3, 10)),
        Normal(mu=(1, 0.5)),
        CORRELATED,
        CorrelatedNormal(("a",), [1], [[4]]),
        Product(Normal(z=(0, 2)), CORRELATED, LogUniform(r=(1, 3)), Uniform(m=(-1, 0))),
        LogNormal(rate=(-1, 0.5)),
        Scipy(a=stats.beta(2, 5), b=stats.gamma(3, 0, 2)),
    ],
)
def test_bilbys_priors_have_our_density(prior):
    priors = bilby_priors(prior)
    assert tuple(priors) == prior.names
    for row in [*prior.sample(20, np.random.default_rng(1)), np.full(len(prior.names), -50.0)]:
        expected = prior.log_prob(row[None])[0]
        assert priors.ln_prob(dict(zip(prior.names, row.tolist(), strict=True))) == pytest.approx(expected)


def test_a_prior_that_bilby_does_not_have_is_named():
    class Gamma(Prior):
        names = ("a",)

        def sample(self, n, rng):
            return rng.gamma(1.0, size=(n, 1))

        def log_prob(self, theta):
            return -theta[:, 0]

    with pytest.raises(LfiError, match="bilby has no Gamma"):
        bilby_priors(Gamma())


def test_observations_have_as_many_nested_draws_each_as_the_one_with_fewest_and_a_single_one_has_its_own():
    draws = [np.arange(2.0 * n).reshape(n, 2) for n in (30, 20, 25)]
    theta = equally_many(draws, np.random.default_rng(0))
    assert theta.shape == (3, 20, 2)
    for kept, every in zip(theta, draws, strict=True):
        assert len(np.unique(kept[:, 0])) == 20
        assert set(map(tuple, kept)) <= set(map(tuple, every))
    assert np.array_equal(equally_many(draws[:1], np.random.default_rng(0))[0], draws[0])
