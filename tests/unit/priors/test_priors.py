import numpy as np
import pytest
from lfi.errors import LfiError
from lfi.priors import CorrelatedNormal, LogNormal, LogUniform, Normal, Product, Scipy, Uniform, replace
from scipy import stats

RNG = np.random.default_rng
MEAN, COVARIANCE = [1.0, -2.0], [[2.0, -0.6], [-0.6, 0.5]]
CORRELATED = CorrelatedNormal(names=("a", "b"), mean=MEAN, covariance=COVARIANCE)

# Each prior with the distribution of each of its parameters.
PRIORS = {
    "uniform": (Uniform(m=(-3, 3), c=(1, 2)), [stats.uniform(-3, 6), stats.uniform(1, 1)]),
    "log_uniform": (LogUniform(rate=(1e-3, 10), r=(2, 3)), [stats.loguniform(1e-3, 10), stats.loguniform(2, 3)]),
    "normal": (Normal(mu=(1, 0.5), nu=(-20, 3)), [stats.norm(1, 0.5), stats.norm(-20, 3)]),
    "log_normal": (
        LogNormal(rate=(-1, 0.5), n=(3, 0.2)),
        [stats.lognorm(0.5, 0, np.exp(-1)), stats.lognorm(0.2, 0, np.exp(3))],
    ),
    "scipy": (
        Scipy(mass=stats.truncnorm(-1, 3, 1, 2), rate=stats.gamma(8, 0, 2)),
        [stats.truncnorm(-1, 3, 1, 2), stats.gamma(8, 0, 2)],
    ),
    "correlated": (CORRELATED, [stats.norm(1, np.sqrt(2)), stats.norm(-2, np.sqrt(0.5))]),
    "product": (
        Product(LogUniform(rate=(0.1, 2)), CORRELATED),
        [stats.loguniform(0.1, 2), stats.norm(1, np.sqrt(2)), stats.norm(-2, np.sqrt(0.5))],
    ),
}
EACH = pytest.mark.parametrize(("prior", "marginals"), PRIORS.values(), ids=PRIORS)


@EACH
def test_a_priors_draws_follow_its_distribution(prior, marginals):
    theta = prior.sample(5000, RNG(1))
    assert theta.shape == (5000, len(prior.names))
    assert prior.contains(theta).all()
    for column, marginal in zip(theta.T, marginals, strict=True):
        assert stats.kstest(column, marginal.cdf).pvalue > 1e-3


@EACH
def test_a_priors_density_integrates_to_one(prior, marginals):
    # Gauss-Legendre in the natural coordinate; an unbounded parameter from -8 to 8 standard deviations.
    nodes, weights = np.polynomial.legendre.leggauss(40)
    reach = prior.width * np.where(np.isfinite(prior.high), 1, 8)
    axes = prior.centre[:, None] + reach[:, None] * nodes
    coordinate = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))
    theta = np.where(prior.logarithmic, np.exp(coordinate), coordinate)
    volume = np.where(prior.logarithmic, theta, 1).prod(axis=1)  # d theta = theta d log theta
    weight = np.stack(np.meshgrid(*reach[:, None] * weights, indexing="ij")).reshape(len(axes), -1).prod(axis=0)
    assert (weight * volume) @ np.exp(prior.log_prob(theta)) == pytest.approx(1, abs=1e-6)


@EACH
def test_a_priors_distribution_function_is_uniform_and_its_quantile_function_the_inverse(prior, marginals):
    theta = prior.sample(5000, RNG(5))
    cube = prior.cdf(theta)
    assert prior.has_quantiles
    assert all(stats.kstest(column, "uniform").pvalue > 1e-3 for column in cube.T)
    assert np.allclose(prior.quantile(cube), theta)


@EACH
def test_a_prior_contains_exactly_where_it_has_density(prior, marginals):
    theta = prior.sample(200, RNG(2)) + 3 * RNG(3).standard_normal((200, len(prior.names)))
    ends = np.where(np.isfinite([prior.low, prior.high]), [prior.low, prior.high], 0.0)
    theta = np.concatenate([theta, ends, 0 * ends, np.full_like(ends, np.nan), np.full_like(ends, np.inf)])
    assert np.array_equal(prior.contains(theta), np.isfinite(prior.log_prob(theta)))
    assert not prior.contains(theta[-4:]).any()


@pytest.mark.parametrize("prior", [Uniform(m=(-3, 3)), LogUniform(rate=(1e-3, 10)), Scipy(a=stats.uniform(1, 2))])
def test_a_bounded_prior_contains_its_bounds(prior):
    assert prior.contains(np.stack([prior.low, prior.high])).all()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"log_normal": (-1, 0.5)}, LogNormal(m=(-1, 0.5))),
        ({"beta": (2, 5)}, Scipy(m=stats.beta(2, 5))),
        ({"truncnorm": (-1, 3, 1, 2)}, Scipy(m=stats.truncnorm(-1, 3, 1, 2))),
        ({"halfnorm": (0, 2)}, Scipy(m=stats.halfnorm(0, 2))),
    ],
)
def test_a_parameter_takes_any_continuous_distribution_of_scipy_by_name(written, expected):
    prior = replace(Uniform(m=(0, 1), c=(1, 2)), {"m": written})
    assert prior.names == ("m", "c")
    assert np.array_equal(prior.sample(9, RNG(1))[:, :1], expected.sample(9, RNG(1)))
    assert prior.low[0] == expected.low[0]


def test_a_correlated_normals_density_and_covariance_are_those_of_scipy():
    theta = CORRELATED.sample(100_000, RNG(4))
    density = stats.multivariate_normal(MEAN, COVARIANCE).logpdf(theta[:50])
    assert np.allclose(CORRELATED.log_prob(theta[:50]), density)
    assert np.cov(theta.T) == pytest.approx(np.array(COVARIANCE), abs=0.02)


def test_centre_and_width_of_a_bounded_parameter_give_its_bounds_back():
    assert np.allclose([Uniform(m=(1, 4)).centre, Uniform(m=(1, 4)).width], [[2.5], [1.5]])
    rate = LogUniform(rate=(1e-3, 10))
    assert np.allclose(np.exp([rate.centre - rate.width, rate.centre + rate.width]), [[1e-3], [10]])


def test_centre_and_width_of_a_normal_parameter_are_its_mean_and_standard_deviation():
    assert (Normal(a=(1, 4)).centre, Normal(a=(1, 4)).width) == (1, 4)
    assert np.array_equal(CORRELATED.centre, MEAN)
    assert np.allclose(CORRELATED.width, np.sqrt([2.0, 0.5]))


def test_uniform_draws_are_numpys():
    draws = Uniform(m=(-3, 3), c=(1, 2)).sample(5, RNG(3))
    assert np.array_equal(draws, RNG(3).uniform([-3, 1], [3, 2], (5, 2)))


def test_a_products_columns_are_its_priors_in_order():
    product = Product(Uniform(z=(5, 6)), CORRELATED, LogUniform(c=(1, 2)))
    assert product.names == ("z", "a", "b", "c")
    assert product.logarithmic.tolist() == [False, False, False, True]
    assert np.allclose(product.centre, [5.5, *MEAN, np.log(2) / 2])
    assert product.low.tolist() == [5, -np.inf, -np.inf, 1]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Uniform(m=(3, -3)), "prior of m: lower bound 3 is not below upper bound -3; swap them"),
        (lambda: Uniform(m=(3, 3)), "prior of m: .*; make it wider"),
        (lambda: Uniform(m=(0, np.inf)), r"prior of m: .* \(0, inf\) are not both finite"),
        (lambda: Uniform(m=3), "prior of m: 3 is not two numbers, lower and upper bound"),
        (lambda: Uniform(m=(1, 2, 3)), r"prior of m: \(1, 2, 3\) is not two numbers"),
        (lambda: Uniform(m=("a", 2)), r"prior of m: \('a', 2\) is not two numbers"),
        (lambda: Uniform(), "prior Uniform: has no parameters"),
        (lambda: LogUniform(r=(0, 1)), r"prior of r: bounds \(0, 1\) are not both above 0"),
        (lambda: LogUniform(r=(2, 1)), "prior of r: .*; swap them"),
        (lambda: LogUniform(r=(1, np.nan)), "prior of r: .* not both finite"),
        (lambda: Normal(a=(0, 0)), "prior of a: standard deviation 0 is not above 0"),
        (lambda: Normal(a=(0, -1)), "prior of a: standard deviation -1 is not above 0"),
        (lambda: Normal(a=(np.inf, 1)), r"prior of a: mean and standard deviation \(inf, 1\) are not both finite"),
        (lambda: CorrelatedNormal((), [], []), "names are .*; give one or more"),
        (lambda: CorrelatedNormal(("a", "a"), [0, 0], np.eye(2)), "each once"),
        (lambda: CorrelatedNormal(("a", "b"), [0], np.eye(2)), r"prior of a, b: mean has shape \(1,\), not \(2,\)"),
        (lambda: CorrelatedNormal(("a", "b"), [0, 0], [1, 1]), r"covariance has shape \(2,\), not \(2, 2\)"),
        (lambda: CorrelatedNormal(("a", "b"), [0, 0], [[1], [1, 2]]), "covariance is not an array of numbers"),
        (lambda: CorrelatedNormal(("a", "b"), [0, np.nan], np.eye(2)), "mean holds a number that is not finite"),
        (lambda: CorrelatedNormal(("a", "b"), [0, 0], [[1, 0.5], [0.4, 1]]), "covariance is not symmetric"),
        (lambda: CorrelatedNormal(("a", "b"), [0, 0], [[1, 2], [2, 1]]), "not positive definite, .* -1"),
        (lambda: LogNormal(a=(0, -1)), "prior of a: standard deviation -1 is not above 0"),
        (lambda: Scipy(), "prior Scipy: has no parameters"),
        (lambda: Scipy(a=stats.poisson(3)), "prior of a: .* is no frozen continuous distribution"),
        (lambda: Scipy(a=3), "prior of a: 3 is no frozen continuous distribution"),
        (lambda: replace(Uniform(m=(0, 1)), {"m": {"poisson": (3,)}}), "prior of m: no distribution 'poisson'"),
        (lambda: replace(Uniform(m=(0, 1)), {"m": {"beta": (2,)}}), "prior of m: beta"),
        (lambda: replace(Uniform(m=(0, 1)), {"m": {"beta": (-2, 1)}}), "beta is no distribution with the numbers"),
        (lambda: replace(Uniform(m=(0, 1)), {"m": {"normal": (1,)}}), "prior of m: .* is not two numbers"),
        (lambda: Product(), "prior Product: needs one or more priors"),
        (lambda: Product(Uniform(a=(0, 1)), 3), "prior Product: needs one or more priors"),
        (lambda: Product(Uniform(a=(0, 1)), CORRELATED), "prior Product: a is in two of its priors"),
    ],
)
def test_a_bad_argument_of_a_prior_is_one_line(make, message):
    with pytest.raises(LfiError, match=message) as error:
        make()
    assert "\n" not in str(error.value)


def test_a_replaced_distribution_leaves_the_others_and_the_order():
    prior = replace(Uniform(m=(-3, 3), c=(1, 2)), {"m": {"log_uniform": (0.1, 1)}})
    expected = Product(LogUniform(m=(0.1, 1)), Uniform(c=(1, 2)))
    assert prior.names == ("m", "c")
    assert np.array_equal(prior.sample(9, RNG(1)), expected.sample(9, RNG(1)))


def test_a_prior_whose_distributions_are_all_replaced_by_uniform_ones_is_uniform():
    prior = replace(Product(Normal(a=(0, 1)), LogUniform(b=(1, 2))), {"a": {"uniform": (0, 1)}})
    assert isinstance(prior, Product)
    prior = replace(prior, {"b": {"uniform": (5, 6)}})
    assert isinstance(prior, Uniform)
    assert (prior.names, prior.low.tolist(), prior.high.tolist()) == (("a", "b"), [0, 5], [1, 6])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("k", "prior: no parameter 'k'; the problem has m, a, b"),
        ("b", "prior of b: depends on a in the problem's CorrelatedNormal, so it cannot be replaced alone"),
    ],
)
def test_a_distribution_that_cannot_be_replaced_is_explained(name, message):
    with pytest.raises(LfiError, match=message):
        replace(Product(Uniform(m=(0, 1)), CORRELATED), {name: {"uniform": (0, 1)}})
