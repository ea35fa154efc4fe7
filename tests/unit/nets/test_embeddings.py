import numpy as np
import pytest
import torch
from lfi.config.estimators import AttentionEmbedding, ConvolutionalEmbedding, MlpEmbedding, Regressor
from lfi.errors import LfiError
from lfi.nets.attention import Attention
from lfi.nets.standardize import Standardize
from lfi.training.build import DataDescription, build

EMBEDDINGS = {
    "an MLP of a vector": (MlpEmbedding(kind="mlp"), (30,)),
    "convolutions of a series": (ConvolutionalEmbedding(kind="convolutional"), (50,)),
    "convolutions of channels and time": (ConvolutionalEmbedding(kind="convolutional"), (2, 50)),
    "convolutions of an image": (ConvolutionalEmbedding(kind="convolutional", dimensions=2), (16, 20)),
    "convolutions of an image with channels": (ConvolutionalEmbedding(kind="convolutional", dimensions=2), (3, 16, 16)),
    "attention over points": (AttentionEmbedding(kind="attention"), (12,)),
    "attention over points with channels": (AttentionEmbedding(kind="attention"), (12, 3)),
    "attention over points with a mask": (AttentionEmbedding(kind="attention", masked=True), (12, 2)),
}


@pytest.mark.parametrize(("embedding", "shape"), EMBEDDINGS.values(), ids=EMBEDDINGS)
def test_every_embedding_takes_its_data_and_learns(embedding, shape):
    torch.manual_seed(0)
    config = Regressor(kind="regressor", embedding=embedding, linear_summary="none")
    network = build(config, DataDescription(parameters=["a", "b"], shape=list(shape)))
    x = torch.randn(64, *shape) * 5 + 3
    if getattr(embedding, "masked", False):
        x[..., -1] = 1.0
    # The mean and the spread of the data: what any of them can see.
    theta = torch.stack([x.flatten(1).mean(dim=1), x.flatten(1).std(dim=1)], dim=1)
    network.fit_scales(theta, x)
    optimizer = torch.optim.Adam(network.parameters(), lr=3e-3)
    losses = []
    for _ in range(60):
        optimizer.zero_grad()
        loss = network.loss(theta, x).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert network(x).shape == (64, 2)
    assert losses[-1] < 0.7 * losses[0]


def attention(masked=False, coordinates=None):
    torch.manual_seed(0)
    return Attention((12, 3), 5, width=16, heads=2, layers=2, masked=masked, coordinates=coordinates).eval()


def test_attention_does_not_depend_on_the_order_of_the_points():
    x, order = torch.randn(4, 12, 3), torch.randperm(12)
    assert torch.allclose(attention()(x), attention()(x[:, order]), atol=1e-5)


def test_attention_with_coordinates_knows_where_a_point_lies():
    embedding, x = attention(coordinates=torch.linspace(0, 1, 12)), torch.randn(4, 12, 3)
    assert not torch.allclose(embedding(x), embedding(x.flip(1)), atol=1e-2)


def test_masked_points_do_not_change_the_output():
    embedding, x = attention(masked=True), torch.randn(4, 12, 3)
    x[..., -1] = torch.where(torch.arange(12) < 7, 1.0, -1.0)  # as standardisation leaves a mask of ones and zeros
    other = x.clone()
    other[:, 7:, :2] = 100.0
    assert torch.allclose(embedding(x), embedding(other), atol=1e-5)
    other[:, 6, 0] += 1
    assert not torch.allclose(embedding(x), embedding(other), atol=1e-4)


def test_a_standardisation_may_be_shared_over_the_points():
    x = torch.tensor(np.random.default_rng(0).normal(3, 2, (200, 10, 2))).float()
    scale = Standardize((10, 2), shared=(-2,))
    scale.fit(x)
    assert scale.mean.shape == (1, 2)
    assert torch.allclose(scale(x).mean(dim=(0, 1)), torch.zeros(2), atol=1e-5)
    assert torch.allclose(scale(x)[:, 0] - scale(x)[:, 1], (x[:, 0] - x[:, 1]) / scale.sd, atol=1e-5)


def test_data_of_the_wrong_shape_for_an_embedding_are_refused_with_what_it_wants():
    image = DataDescription(parameters=["a"], shape=[5, 4, 3, 2])
    for embedding, wants in (
        (ConvolutionalEmbedding(kind="convolutional"), "change dimensions"),
        (AttentionEmbedding(kind="attention"), "points × channels"),
    ):
        with pytest.raises(LfiError, match=wants):
            build(Regressor(kind="regressor", embedding=embedding), image)
    with pytest.raises(LfiError, match="mask"):
        build(
            Regressor(kind="regressor", embedding=AttentionEmbedding(kind="attention", masked=True)),
            DataDescription(parameters=["a"], shape=[12]),
        )
