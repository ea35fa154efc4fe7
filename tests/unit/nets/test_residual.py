"""Residual networks of all parameters at once."""

import pytest
import torch
from lfi.nets.dropout import dropout
from lfi.nets.residual import AutoregressiveNetworks


@pytest.fixture
def networks():
    torch.manual_seed(1)
    made = AutoregressiveNetworks(parameters=4, context=3, width=8, blocks=2, outputs=5, dropout=0.5).eval()
    for weights in made.parameters():  # zero weights would hide what depends on what
        torch.nn.init.normal_(weights)
    return made


def test_each_network_reads_the_context_and_the_parameters_before_its_own(networks):
    theta, context = torch.randn(1, 4), torch.randn(1, 3)
    reads = torch.autograd.functional.jacobian(lambda t: networks(t, context).sum(dim=-1)[0], theta)[:, 0] != 0
    rank = networks.order.argsort()
    assert torch.equal(reads, rank[None, :] < rank[:, None])
    of_context = torch.autograd.functional.jacobian(lambda c: networks(theta, c).sum(dim=-1)[0], context)
    assert (of_context != 0).all()


def test_a_network_alone_gives_what_it_gives_among_all(networks):
    theta, context = torch.randn(2, 6, 4), torch.randn(6, 3)
    together = networks(theta, context)
    assert together.shape == (2, 6, 4, 5)
    for k in range(4):
        assert torch.allclose(networks(theta, context, slice(k, k + 1)), together[:, :, k : k + 1], atol=1e-4)
    for draw in range(2):
        assert torch.allclose(networks(theta[draw], context), together[draw], atol=1e-4)


def test_outputs_start_at_zero_and_dropout_is_for_the_training_alone(networks):
    fresh = AutoregressiveNetworks(parameters=4, context=3, width=8, blocks=2, outputs=5, dropout=0.5)
    assert not fresh(torch.randn(6, 4), torch.randn(6, 3)).any()
    theta, context = torch.randn(6, 4), torch.randn(6, 3)
    assert torch.equal(networks(theta, context), networks(theta, context))
    networks.train()
    assert not torch.equal(networks(theta, context), networks(theta, context))


@pytest.mark.parametrize("part", [0.0, 0.1, 0.9])
def test_dropout_leaves_out_its_part_and_keeps_the_mean(part):
    torch.manual_seed(1)
    units = dropout(torch.ones(1000, 101), part)
    left_out = (units == 0).double()
    error = (part * (1 - part) / units.numel()) ** 0.5
    assert abs(left_out.mean() - part) <= 5 * error + 1e-5
    assert units.unique().numel() == (2 if part else 1)
    assert abs(units.mean() - 1) < 5 * error / (1 - part) + 1e-4
    # Neither rows nor columns have masks of their own.
    if part:
        assert 0.5 < left_out.var(dim=0).mean() / (part * (1 - part)) < 1.5
        assert left_out.mean(dim=0).std() < 2 * (part * (1 - part) / 1000) ** 0.5
