"""Posteriors in ArviZ's layout, opened by ArviZ itself."""

import sys
import warnings

import lfi
import numpy as np
import pytest
from lfi.errors import LfiError
from lfi.exports import inference_data
from lfi.exports.inferred import Inferred
from lfi.problems.line import Line

with warnings.catch_warnings():  # of the library's own future
    warnings.simplefilter("ignore", FutureWarning)
    import arviz

LINE = Line(points=6)
RNG = np.random.default_rng(0)


def inferred(observations=1, **changed):
    theta = RNG.normal(size=(observations, 50, 2)) * 0.1
    x = RNG.normal(size=(observations, 6))
    known = {
        "prior": LINE.prior.sample(80, RNG),
        "predictive": x[:, None] + RNG.normal(size=(observations, 20, 6)),
        "truth": theta[:, 0],
        "coordinates": LINE.coordinates,
        **changed,
    }
    return Inferred("line", "flow", ("m", "c"), theta, x, **known)


def opened(content, folder):
    inference_data.write(folder / "line-flow.nc", content)
    return arviz.from_netcdf(folder / "line-flow.nc")


def test_arviz_reads_every_group_with_its_names_dimensions_and_numbers(tmp_path):
    content = inferred()
    data = opened(content, tmp_path)
    assert set(data.groups()) == {"posterior", "prior", "posterior_predictive", "observed_data", "constant_data"}
    assert data.posterior["m"].dims == data.prior["c"].dims == ("chain", "draw")
    assert np.array_equal(data.posterior["c"][0], content.theta[0, :, 1])
    assert np.array_equal(data.prior["m"][0], content.prior[:, 0])
    assert data.observed_data["x"].dims == ("point",)
    assert np.array_equal(data.observed_data["point"], LINE.coordinates)
    assert data.posterior_predictive["x"].dims == ("chain", "draw", "point")
    assert np.array_equal(data.posterior_predictive["x"][0], content.predictive[0])
    assert float(data.constant_data["m"]) == content.truth[0, 0]


def test_arviz_summarises_the_draws(tmp_path):
    content = inferred()
    table = arviz.summary(opened(content, tmp_path), kind="stats", round_to="none")
    assert list(table.index) == ["m", "c"]
    assert np.allclose(table["mean"], content.theta[0].mean(axis=0))


def test_several_observations_are_a_dimension_of_everything_but_the_prior(tmp_path):
    content = inferred(3)
    data = opened(content, tmp_path)
    assert dict(data.posterior["m"].sizes) == {"chain": 1, "draw": 50, "observation": 3}
    assert np.array_equal(data.posterior["m"].sel(chain=0, observation=2), content.theta[2, :, 0])
    assert np.array_equal(data.posterior_predictive["x"].sel(chain=0, observation=1), content.predictive[1])
    assert data.observed_data["x"].dims == ("observation", "point")
    assert data.constant_data["c"].dims == ("observation",)
    assert "observation" not in data.prior.sizes


def test_without_coordinates_the_datas_dimensions_have_arvizs_names(tmp_path):
    content = Inferred("image", "flow", ("a",), np.zeros((1, 5, 1)), np.zeros((1, 3, 4)))
    data = opened(content, tmp_path)
    assert set(data.groups()) == {"posterior", "observed_data"}
    assert data.observed_data["x"].dims == ("x_dim_0", "x_dim_1")


def test_the_same_posterior_gives_the_same_bytes(tmp_path):
    content = inferred(2)
    for name in ("a.nc", "b.nc"):
        inference_data.write(tmp_path / name, content)
    assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()


def test_a_notebooks_posterior_gives_the_same_layout():
    theta, x = lfi.simulate(LINE, 300)
    posterior = lfi.train(theta, x, LINE.prior, kind="flow", hidden=[8], training={"epochs": 1})
    tree = posterior.to_inference_data(x[0], LINE.prior, draws=40)
    assert set(tree.children) == {"posterior", "prior", "observed_data"}
    assert np.allclose(tree["posterior/m"][0], posterior.sample(x[0], 40)[:, 0])
    assert dict(posterior.to_inference_data(x[:2], draws=40)["posterior/c"].sizes)["observation"] == 2


def test_a_missing_xarray_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(LfiError, match=r"xarray is not installed, .*: pip install xarray"):
        inference_data.inference_data(inferred())
