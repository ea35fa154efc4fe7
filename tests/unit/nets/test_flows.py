import copy
from itertools import pairwise

import numpy as np
import pytest
import torch
from lfi import inference
from lfi.config.estimators import Flow, Mixture, NoEmbedding, PointSetEmbedding
from lfi.errors import LfiError
from lfi.nets.embeddings import EmbeddingNet
from lfi.nets.residual import AutoregressiveNetworks
from lfi.nets.truncated import log_interval, truncated_quantile, truncated_score
from lfi.training.build import DataDescription, build
from pyro.nn import ConditionalAutoRegressiveNN, ConditionalDenseNN
from scipy import stats

COORDINATES = np.linspace(-1, 1, 20)
BOX = {
    "low": [-1.0, 0.0],
    "high": [2.0, 0.5],
    "logarithmic": [False, False],
    "centre": [0.5, 0.25],
    "width": [1.5, 0.25],
}
# The first parameter normal, the second log-uniform.
HALF_OPEN = {
    "low": [None, 0.05],
    "high": [None, 5.0],
    "logarithmic": [False, True],
    "centre": [0.0, np.log(0.5)],
    "width": [1.0, np.log(10)],
}
NONE = NoEmbedding()
FAMILIES = {
    "truncated normals": Flow(kind="flow", hidden=[16]),
    "affine": Flow(kind="flow", hidden=[16], transform="affine_autoregressive", layers=2),
    "splines": Flow(kind="flow", hidden=[16], transform="spline_autoregressive", layers=2),
    "coupling": Flow(kind="flow", hidden=[16], transform="affine_coupling", layers=2),
    "mixture": Mixture(width=16, components=4, members=1, dropout=0.0, embedding=NONE),
    "ensemble": Mixture(width=16, components=2, members=2, dropout=0.0, embedding=NONE),
}
PUBLISHED = Flow(kind="flow", hidden=[16], transform="affine_autoregressive", bounded=False)
every_family = pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
every_prior = pytest.mark.parametrize("prior", [BOX, HALF_OPEN], ids=["box", "half open"])


def describe(prior):
    return DataDescription(parameters=["a", "b"], shape=[20], coordinates=COORDINATES.tolist(), prior=prior)


def pairs(n, prior=BOX, seed=0):
    """A line with intercept a and slope b."""
    rng = np.random.default_rng(seed)
    unit = rng.uniform(-1, 1, (n, 2))
    unit = np.where([bound is None for bound in prior["low"]], rng.standard_normal((n, 2)), unit)
    theta = unit * prior["width"] + prior["centre"]
    theta = np.where(prior["logarithmic"], np.exp(theta), theta)
    x = theta[:, :1] + theta[:, 1:] * COORDINATES + 0.3 * rng.standard_normal((n, 20))
    return torch.tensor(theta).float(), torch.tensor(x).float()


NETWORKS = {}


def trained(family=FAMILIES["truncated normals"], prior=BOX, linear_summary="smooth", steps=60):
    """A density estimator after a few steps of training, so that all its parts are in play; a copy of it."""
    config = family.model_copy(
        update={"linear_summary": linear_summary, "embedding": PointSetEmbedding(kind="point_set")}
    )
    key = (repr(config), str(prior), steps)
    if key not in NETWORKS:
        NETWORKS[key] = _train(config, prior, steps)
    return copy.deepcopy(NETWORKS[key])


def _train(config, prior, steps):
    torch.manual_seed(1)
    network = build(config, describe(prior))
    theta, x = pairs(2000, prior)
    network.fit_scales(theta, x)
    optimizer = torch.optim.Adam(network.parameters(), lr=3e-3)
    for _ in range(steps):
        optimizer.zero_grad()
        network.loss(theta[:500], x[:500]).mean().backward()
        optimizer.step()
    network.zero_grad()
    return network.eval()


def density_on_a_grid(network, x, axes):
    grid = torch.tensor(np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)).float()
    with torch.no_grad():
        density = network.log_prob(grid[:, None], x.reshape(1, -1)).exp().double().numpy()
    return density.reshape(len(axes[0]), len(axes[1]))


@every_family
@pytest.mark.parametrize("linear_summary", ["none", "smooth"])
def test_a_density_integrates_to_one_over_the_prior_box(family, linear_summary):
    network = trained(family, linear_summary=linear_summary)
    # Midpoints: at the very bound a density may diverge, and still be integrable.
    axes = [np.linspace(low, high, 283)[1::2] for low, high in zip(BOX["low"], BOX["high"], strict=True)]
    for row in pairs(2, seed=5)[1]:
        density = density_on_a_grid(network, row, axes)
        assert density.mean() * 3 * 0.5 == pytest.approx(1, abs=1e-2)


@every_family
def test_a_density_integrates_to_one_over_parameters_without_bounds_and_logarithmic_ones(family):
    network = trained(family, HALF_OPEN)
    axes = [np.linspace(-6, 6, 1603)[1::2], np.geomspace(0.05, 5, 203)[1::2]]  # midpoints
    for row in pairs(2, HALF_OPEN, seed=5)[1]:
        density = density_on_a_grid(network, row, axes)
        assert (density * axes[1]).mean() * 12 * np.log(100) == pytest.approx(1, abs=1e-2)


@every_family
def test_densities_of_many_draws_at_once_are_those_of_each_alone(family):
    network = trained(family)
    _, x = pairs(50, seed=7)
    torch.manual_seed(0)
    with torch.no_grad():
        draws = network.sample(x, 20)
        alone = network.log_prob(draws.flatten(0, 1), x.repeat_interleave(20, dim=0)).reshape(50, 20)
        assert torch.allclose(network.log_prob(draws.transpose(0, 1), x).T, alone, atol=1e-5)


@every_family
def test_densities_of_many_theta_at_one_observation_embed_it_once(family, monkeypatch):
    network, (theta, x) = trained(family), pairs(50, seed=7)
    alone = inference.evaluate(network, theta.numpy(), x[:1].expand(50, -1).numpy())
    rows = []
    for part in network.modules():
        if isinstance(part, EmbeddingNet):
            part.register_forward_hook(lambda part, arguments, _: rows.append(len(arguments[0])))
    assert np.allclose(inference.log_prob(network, theta.numpy(), x[0].numpy()), alone, atol=1e-5)
    assert rows == [1] * len(network.networks)
    monkeypatch.setattr(inference, "ROWS", 20)  # in parts, for the memory
    assert np.allclose(inference.log_prob(network, theta.numpy(), x[0].numpy()), alone, atol=1e-5)
    assert set(rows) == {1}


@pytest.mark.parametrize("name", [name for name in FAMILIES if name != "affine"])  # inverted parameter by parameter
def test_a_density_takes_one_pass_through_each_network(name):
    network, passes = trained(FAMILIES[name], steps=0), []
    networks = [
        part
        for part in network.modules()
        if isinstance(part, ConditionalAutoRegressiveNN | ConditionalDenseNN | AutoregressiveNetworks)
    ]
    for part in networks:
        part.register_forward_hook(lambda part, *_: passes.append(part))
    network.log_prob(*pairs(10))
    assert networks
    assert sorted(map(id, passes)) == sorted(map(id, networks))


@every_family
@every_prior
def test_draws_follow_the_density(family, prior):
    network = trained(family, prior)
    _, x = pairs(1, prior, seed=6)
    torch.manual_seed(0)
    with torch.no_grad():
        draws = network.sample(x, 40_000)[0].double().numpy()
    # The part of the draws in each cell, against the density's integral over it.
    edges = [np.quantile(column, np.linspace(0.02, 0.98, 7)) for column in draws.T]
    counted = np.histogram2d(*draws.T, bins=edges)[0] / len(draws)
    fine = [np.concatenate([np.linspace(a, b, 41)[:-1] for a, b in pairwise(e)]) for e in edges]
    steps = [np.repeat(np.diff(e) / 40, 40) for e in edges]
    density = density_on_a_grid(network, x, [f + s / 2 for f, s in zip(fine, steps, strict=True)])
    mass = (density * np.outer(*steps)).reshape(6, 40, 6, 40).sum(axis=(1, 3))
    assert np.abs(counted - mass).max() < 5 * np.sqrt(mass.max() / len(draws)) + 1e-4


@every_family
@every_prior
def test_no_family_has_mass_outside_the_prior(family, prior):
    network = trained(family, prior)
    theta, x = pairs(1000, prior, seed=7)
    low, high = (
        torch.tensor([sign * np.inf if bound is None else bound for bound in prior[name]]).float()
        for name, sign in (("low", -1), ("high", 1))
    )
    with torch.no_grad():
        draws = network.sample(x, 50)
        assert ((draws >= low) & (draws <= high)).all()
        outside = theta.clone()
        outside[:, 1] = high[1] * 1.02
        assert torch.isneginf(network.log_prob(outside, x)).all()
        for edge in (low, high):
            there = torch.where(edge.isinf(), theta, edge.expand_as(theta))
            assert torch.isfinite(network.log_prob(there, x)).all()


@every_family
def test_gradients_stay_finite_at_the_bounds_and_far_from_the_data(family):
    network = trained(family)
    _, x = pairs(100, seed=9)
    for edge in (BOX["low"], BOX["high"]):
        network.zero_grad()
        network.loss(torch.tensor(edge).float().expand(100, -1), x).mean().backward()
        assert all(torch.isfinite(weight.grad).all() for weight in network.parameters() if weight.grad is not None)


def test_one_parameter_alone_can_be_inferred():
    prior = {name: values[:1] for name, values in BOX.items()}
    data = DataDescription(parameters=["a"], shape=[20], prior=prior)
    for family in (family for name, family in FAMILIES.items() if name != "coupling"):
        network = build(family, data)
        theta, x = pairs(50)
        assert network.log_prob(theta[:, :1], x).isfinite().all()
        assert network.sample(x, 3).shape == (50, 3, 1)
    with pytest.raises(LfiError, match="two parameters"):
        build(FAMILIES["coupling"], data)


def test_a_mixture_learns_two_modes_that_a_truncated_normal_cannot():
    rng = np.random.default_rng(0)
    theta = rng.uniform(BOX["low"], BOX["high"], (1000, 2))
    x = np.abs(theta[:, :1] - 0.5) + 0.05 * rng.standard_normal((1000, 1))  # a = 0.5 ± x
    data = DataDescription(parameters=["a", "b"], shape=[1], prior=BOX)
    theta, x = torch.tensor(theta).float(), torch.tensor(x).float()
    losses = {}
    for name in ("mixture", "truncated normals"):
        torch.manual_seed(0)
        network = build(FAMILIES[name], data)
        network.fit_scales(theta, x)
        optimizer = torch.optim.Adam(network.parameters(), lr=1e-2)
        for _ in range(200):
            optimizer.zero_grad()
            loss = network.loss(theta, x).mean()
            loss.backward()
            optimizer.step()
        losses[name] = loss.item()
    assert losses["mixture"] < losses["truncated normals"] - 0.8


def test_an_unbounded_flow_gives_mass_to_theta_outside_the_prior():
    network = trained(PUBLISHED)
    torch.manual_seed(1)
    draws = network.sample(pairs(100, seed=8)[1], 50)
    assert ((draws < torch.tensor(BOX["low"])) | (draws > torch.tensor(BOX["high"]))).any()


def test_a_flow_starts_from_the_linear_regression():
    network = trained(steps=0)
    theta, x = (values.double() for values in pairs(2000))
    columns = np.c_[x.numpy(), np.ones(2000)]
    residual = theta.numpy() - columns @ np.linalg.lstsq(columns, theta.numpy(), rcond=None)[0]
    estimate = network.context(x.float())
    assert np.allclose(estimate.scale * network.support.width, residual.std(axis=0), rtol=0.05)


@pytest.mark.parametrize(("low", "high"), [(-1.0, 1.0), (-1.0, 1e6), (-1e6, 1e6)])
def test_the_truncated_quantile_inverts_the_distribution_function_also_in_the_tails(low, high):
    mean = torch.tensor([0.0, 0.999, -5.0, 5.0, 1.5])
    scale = torch.tensor([0.5, 1e-4, 0.4, 0.4, 0.01])
    bounds = torch.tensor(low), torch.tensor(high)
    for u in (1e-6, 0.3, 0.9):
        w = torch.full_like(mean, stats.norm.ppf(u))
        theta = truncated_quantile(w, mean, scale, *bounds)
        a, b = (low - mean) / scale, (high - mean) / scale
        expected = stats.truncnorm.ppf(stats.norm.cdf(w.double()), a, b, loc=mean, scale=scale)
        assert np.allclose(theta.double().numpy(), expected, atol=2e-6)
        doubles = [values.double() for values in (mean, scale, *bounds)]
        back = truncated_score(truncated_quantile(w.double(), *doubles), *doubles)
        assert np.allclose(back.numpy(), w.numpy(), atol=2e-3)  # the far tail is asymptotic


def test_the_log_probability_of_an_interval_is_stable_in_both_tails():
    below = torch.tensor([-40.0, 30.0, -1.0, 8.0], dtype=torch.float64)
    above = torch.tensor([-39.0, 31.0, 2.0, 8.001], dtype=torch.float64)
    expected = [
        *stats.norm.logsf([39.0, 30.0]),
        np.log(stats.norm.cdf(2) - stats.norm.cdf(-1)),
        np.log(stats.norm.sf(8.0) - stats.norm.sf(8.001)),
    ]
    assert np.allclose(log_interval(below, above).numpy(), expected, rtol=1e-6)
