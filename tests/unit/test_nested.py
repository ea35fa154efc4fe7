import numpy as np
import pytest
from lfi.problems.line import Line
from lfi.references.nested import nested


@pytest.fixture(scope="module")
def short_line():
    line = Line(points=50)
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
