"""Networks trained together, against autograd and torch's own optimizer on one at a time."""

import numpy as np
import pytest
import torch
from lfi.nets.classifiers import PENALTY, Classifiers, held_out_accuracies
from torch import nn


def networks(count):
    torch.manual_seed(0)
    sizes = [(3, 2), (4, 3), (1, 4)]
    weights = [torch.randn(count, *size) for size in sizes]
    return Classifiers(weights, [torch.randn(count, size[0], 1) for size in sizes])


def alone(batch, i):
    """Network i as torch has it."""
    layers = [nn.Linear(weight.shape[2], weight.shape[1]) for weight in batch.weights]
    with torch.no_grad():
        for layer, weight, bias in zip(layers, batch.weights, batch.biases, strict=True):
            layer.weight.copy_(weight[i])
            layer.bias.copy_(bias[i, :, 0])
    return nn.Sequential(layers[0], nn.ReLU(), layers[1], nn.ReLU(), layers[2])


def test_steps_together_are_those_of_autograd_and_adam_one_network_at_a_time():
    batch, x = networks(5), torch.randn(5, 2, 7)
    labels = (torch.rand(5, 1, 7) > 0.5).float()
    single = [alone(batch, i) for i in range(5)]
    optimizers = [torch.optim.Adam(net.parameters(), lr=1e-3) for net in single]
    for _ in range(4):
        losses = batch.step(x, labels)
        for i, (net, optimizer) in enumerate(zip(single, optimizers, strict=True)):
            optimizer.zero_grad()
            loss = nn.functional.binary_cross_entropy_with_logits(net(x[i].T), labels[i].T)
            penalty = sum(layer.weight.square().sum() for layer in net if isinstance(layer, nn.Linear))
            (loss + PENALTY / 2 / 7 * penalty).backward()
            optimizer.step()
            assert losses[i] / 7 == pytest.approx(loss.item(), rel=1e-5)
    for i, net in enumerate(single):
        torch.testing.assert_close(batch.weights[1][i], net[2].weight.detach(), rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(batch.biases[0][i, :, 0], net[0].bias.detach(), rtol=1e-4, atol=1e-5)


def test_networks_that_go_on_keep_the_state_of_their_optimizer():
    batch, x, labels = networks(3), torch.randn(3, 2, 7), torch.ones(3, 1, 7)
    whole = networks(3)
    for each in (batch, whole):
        each.step(x, labels)
    kept = torch.tensor([True, False, True])
    part = batch.select(kept)
    part.step(x[kept], labels[kept])
    whole.step(x, labels)
    torch.testing.assert_close(part.weights[1], whole.weights[1][kept])


def test_labels_that_the_data_do_not_know_are_guessed_and_those_that_they_know_are_found():
    rng = np.random.default_rng(0)
    samples, labels = rng.standard_normal((2, 500, 1)), rng.integers(0, 2, 500).astype(float)
    samples[1, :, 0] = labels
    folds = np.array_split(rng.permutation(500), 3)
    streams = [np.random.default_rng(fold) for fold in range(len(folds))]
    guessed, found = held_out_accuracies(samples, labels, folds, 8, streams, device="cpu").mean(1)
    assert guessed == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / 500))
    assert found == 1
