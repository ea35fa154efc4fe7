"""Priors in words: every parameter of every kind."""

from lfi.priors import CorrelatedNormal, LogNormal, LogUniform, Normal, Product, Scipy, Uniform
from lfi.priors.description import described
from scipy import stats


def test_every_parameter_has_its_distribution_in_words():
    prior = Product(
        Uniform(a=(-1, 1)),
        LogUniform(b=(0.1, 10)),
        Normal(c=(0, 2)),
        LogNormal(d=(1, 0.5)),
        Scipy(e=stats.beta(2, 5), f=stats.gamma(3, scale=0.5)),
        CorrelatedNormal(("g", "h"), [0, 1], [[4, 1], [1, 1]]),
    )
    assert described(prior) == {
        "a": "uniform from -1 to 1",
        "b": "log-uniform from 0.1 to 10",
        "c": "normal, mean 0, standard deviation 2",
        "d": "log-normal, mean 1 and standard deviation 0.5 of the logarithm",
        "e": "scipy.stats.beta(2, 5)",
        "f": "scipy.stats.gamma(3, scale 0.5)",
        "g": "normal, mean 0, standard deviation 2, correlated with h",
        "h": "normal, mean 1, standard deviation 1, correlated with g",
    }
