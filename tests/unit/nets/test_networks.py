import numpy as np
import pytest
import torch
from lfi.config.estimators import Flow, PointSetEmbedding, Regressor
from lfi.errors import LfiError
from lfi.nets.embeddings import PointSet
from lfi.nets.linear_summary import LinearSummary, smooth_basis
from lfi.nets.standardize import Standardize
from lfi.training.build import DataDescription, build


def test_standardisation_and_its_inverse_are_the_identity():
    x = torch.randn(500, 3, generator=torch.Generator().manual_seed(0)) * torch.tensor([1.0, 50.0, 1e-3]) + 7
    scale = Standardize((3,))
    scale.fit(x)
    z = scale(x)
    assert torch.allclose(z.mean(0), torch.zeros(3), atol=1e-2)
    assert torch.allclose(z.std(0), torch.ones(3), rtol=1e-2)
    assert torch.allclose(scale.inverse(z), x, rtol=1e-5)


def test_standardising_a_constant_gives_zero_and_not_infinity():
    scale = Standardize((2,))
    scale.fit(torch.tensor([[1.0, 2.0], [1.0, 4.0]]))
    assert scale(torch.tensor([[1.0, 3.0]])).tolist() == [[0.0, 0.0]]


def test_the_linear_summary_is_least_squares():
    rng = np.random.default_rng(0)
    x, noise = rng.standard_normal((300, 5)), rng.standard_normal((300, 2))
    theta = x @ rng.standard_normal((5, 2)) + 3 + 0.1 * noise
    linear_summary = LinearSummary(torch.eye(5), 2)
    linear_summary.fit(torch.tensor(theta), torch.tensor(x))
    columns = np.c_[x, np.ones(300)]
    expected = columns @ np.linalg.lstsq(columns, theta, rcond=None)[0]
    assert np.allclose(linear_summary(torch.tensor(x).float()).numpy(), expected, atol=1e-5)


def test_the_residual_of_a_linear_summary_is_unbiased_with_few_pairs():
    rng = np.random.default_rng(0)
    left = []
    for _ in range(200):
        linear_summary = LinearSummary(torch.eye(5), 1)
        linear_summary.fit(torch.tensor(rng.standard_normal((12, 1))), torch.tensor(rng.standard_normal((12, 5))))
        left.append(linear_summary.residual.item() ** 2)
    assert abs(np.mean(left) - 1) < 4 * np.std(left) / np.sqrt(200)
    with pytest.raises(LfiError, match="6 pairs to train on are too few for a regression on 5 numbers"):
        LinearSummary(torch.eye(5), 1).fit(torch.ones(6, 1), torch.ones(6, 5))


def test_the_smooth_basis_spans_the_polynomials():
    t = torch.linspace(-4, 4, 200, dtype=torch.float64)
    basis = smooth_basis(t, 4)
    gram = basis.T @ basis
    assert torch.linalg.cond(gram) < 10
    cubic = 1 + t - 2 * t**2 + 0.5 * t**3
    fit = basis @ torch.linalg.lstsq(basis, cubic[:, None]).solution
    assert torch.allclose(fit[:, 0], cubic, atol=1e-9)


def test_a_point_set_embedding_does_not_depend_on_the_order_of_the_points():
    torch.manual_seed(0)
    t, x = torch.linspace(-1, 1, 30), torch.randn(4, 30)
    order = torch.randperm(30)
    embedding = PointSet(t, 8, [16])
    shuffled = PointSet(t[order], 8, [16])
    shuffled.weight.load_state_dict(embedding.weight.state_dict())
    assert torch.allclose(embedding(x), shuffled(x[:, order]), atol=1e-5)


def test_an_estimator_that_needs_coordinates_is_refused_without_them():
    data = DataDescription(parameters=["a"], shape=[20])
    with pytest.raises(LfiError, match="coordinates"):
        build(Flow(kind="flow", embedding=PointSetEmbedding(kind="point_set")), data)


def test_a_flow_without_a_prior_is_refused():
    with pytest.raises(LfiError, match="prior"):
        build(Flow(kind="flow"), DataDescription(parameters=["y"], shape=[1]))


def test_the_published_regressor_has_the_published_layers():
    config = Regressor(kind="regressor", hidden=[15, 15], standardize=False, linear_summary="none")
    network = build(config, DataDescription(parameters=["y"], shape=[1]))
    assert [tuple(p.shape) for p in network.parameters()] == [(15, 1), (15,), (15, 15), (15,), (1, 15), (1,)]
    assert network(torch.zeros(7, 1)).shape == (7, 1)
