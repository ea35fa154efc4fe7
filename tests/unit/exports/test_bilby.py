"""Posteriors in the form of other libraries, opened by these."""

import sys

import bilby
import lfi
import numpy as np
import pytest
from lfi.errors import LfiError
from lfi.priors import LogUniform, Product, Uniform
from lfi.problems import Problem


class Counts(Problem):
    prior = Product(LogUniform(rate=(0.1, 10)), Uniform(offset=(-1, 1)))

    def simulate(self, theta, rng):
        return theta + 0.1 * rng.standard_normal((len(theta), 2))


@pytest.fixture(scope="module")
def posterior():
    theta, x = lfi.simulate(Counts(), 300)
    return lfi.train(theta, x, Counts.prior, kind="flow", hidden=[8], training={"epochs": 1})


def test_bilby_reads_the_result_with_names_draws_and_prior(posterior, tmp_path):
    x = [1.0, 0.2]
    posterior.to_bilby(x, Counts.prior, draws=500).save_to_file(filename=str(tmp_path / "result.json"))
    read = bilby.read_in_result(str(tmp_path / "result.json"))
    assert read.search_parameter_keys == ["rate", "offset"]
    assert np.allclose(read.posterior[["rate", "offset"]], posterior.sample(x, 500))
    assert isinstance(read.priors["rate"], bilby.core.prior.LogUniform)
    assert read.priors["offset"].maximum == 1
    median = read.get_one_dimensional_median_and_error_bar("rate").median
    assert median == pytest.approx(np.median(posterior.sample(x, 500)[:, 0]))


def test_several_data_sets_are_several_results(posterior):
    first, second = posterior.to_bilby([[1.0, 0.2], [2.0, 0.1]], Counts.prior, draws=50)
    assert len(first.posterior) == len(second.posterior) == 50
    assert not np.allclose(first.posterior["rate"], second.posterior["rate"])


def test_another_prior_and_a_missing_bilby_are_named(posterior, monkeypatch):
    with pytest.raises(LfiError, match="the prior is of a, but the posterior of rate, offset"):
        posterior.to_bilby([1.0, 0.2], Uniform(a=(0, 1)))
    for name in [name for name in sys.modules if name.partition(".")[0] == "bilby"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(LfiError, match="is not installed, which a bilby Result needs: pip install bilby"):
        posterior.to_bilby([1.0, 0.2], Counts.prior)
