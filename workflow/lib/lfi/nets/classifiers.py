"""Classifiers of two classes, many of them trained at once as one batch of matrices.

A step of one small network is mostly the overhead of its calls; here all networks share them. Numbers and the rule of
stopping are those of scikit-learn's ``MLPClassifier``: Adam (Kingma & Ba 2015, arXiv:1412.6980) on batches of 200 rows,
until the training loss has stalled. Columns are rows of data: products of such matrices are the fastest.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.optim.adam import adam

BATCH = 200
LEARNING_RATE = 1e-3
# Of the squared weights, for each batch.
PENALTY = 1e-4
# A training stops when its loss has not fallen by this much below its least value in more than so many epochs in turn.
TOLERANCE = 1e-4
PATIENCE = 10
EPOCHS = 10_000


class Classifiers:
    """Networks of one shape, ReLU between their layers; ``weights`` (networks, out, in), ``biases`` (networks, out, 1).

    Args:
        weights: of each layer.
        biases: of each layer.
    """

    def __init__(self, weights: Sequence[Tensor], biases: Sequence[Tensor]) -> None:
        self.weights, self.biases = list(weights), list(biases)
        self.means, self.squares = ([torch.zeros_like(each) for each in (*weights, *biases)] for _ in range(2))
        self.steps = [torch.zeros((), device=each.device) for each in (*weights, *biases)]

    def layers(self, x: Tensor) -> list[Tensor]:
        """Input of each layer, and the logits of class 1, shape (networks, 1, rows).

        Args:
            x: data for each network, shape (networks, features, rows).
        """
        found = [x]
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            found.append(torch.baddbmm(bias, weight, found[-1]).relu_())
        return [*found, torch.baddbmm(self.biases[-1], self.weights[-1], found[-1])]

    def step(self, x: Tensor, labels: Tensor) -> Tensor:
        """Take one step of Adam; the loss before it, summed over rows, shape (networks,).

        Args:
            x: a batch for each network, shape (networks, features, rows).
            labels: 0 or 1, shape (networks, 1, rows).
        """
        *inputs, logits = self.layers(x)
        loss = binary_cross_entropy_with_logits(logits, labels, reduction="none").sum((1, 2))
        self._update(*self._gradients(inputs, (logits.sigmoid() - labels) / x.shape[-1]))
        return loss

    def _gradients(self, inputs: Sequence[Tensor], delta: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Gradients of weights and of biases, from the inputs of each layer and the gradient of the logits."""
        decay = PENALTY / delta.shape[-1]
        weights, biases = [], []
        for weight, entered in zip(reversed(self.weights), reversed(inputs), strict=True):
            weights.append(torch.baddbmm(weight, delta, entered.transpose(1, 2), beta=decay))
            biases.append(delta.sum(2, keepdim=True))
            if entered is not inputs[0]:
                # With one output the product is an outer one, which a matrix product is slow at.
                back = weight.transpose(1, 2)
                delta = (back * delta if weight.shape[1] == 1 else torch.bmm(back, delta)).mul_(entered.sign())
        return weights[::-1], biases[::-1]

    def _update(self, weights: Sequence[Tensor], biases: Sequence[Tensor]) -> None:
        adam(
            [*self.weights, *self.biases],
            [*weights, *biases],
            self.means,
            self.squares,
            [],
            self.steps,
            fused=True,
            amsgrad=False,
            beta1=0.9,
            beta2=0.999,
            lr=LEARNING_RATE,
            weight_decay=0.0,
            eps=1e-8,
            maximize=False,
        )

    def squared_weights(self) -> Tensor:
        """Sum of the squared weights of each network, without biases, shape (networks,)."""
        return torch.stack([weight.square().sum((1, 2)) for weight in self.weights]).sum(0)

    def select(self, chosen: Tensor) -> "Classifiers":
        """The chosen networks, with the state of their optimizer.

        Args:
            chosen: which: their numbers, or shape (networks,), bool.
        """
        part = Classifiers([each[chosen] for each in self.weights], [each[chosen] for each in self.biases])
        part.means, part.squares = ([each[chosen] for each in state] for state in (self.means, self.squares))
        part.steps = self.steps
        return part


def held_out_accuracies(
    samples: NDArray[np.floating],
    labels: NDArray[np.floating],
    folds: Sequence[NDArray[np.integer]],
    units: int,
    streams: Sequence[np.random.Generator],
    device: str,
) -> NDArray[np.floating]:
    """Accuracy of a classifier for each set of data and fold, trained on the other folds, shape (sets, folds).

    Args:
        samples: data, shape (sets, rows, features).
        labels: 0 or 1 for each row, shape (rows,).
        folds: rows of each fold.
        units: of each of the two hidden layers.
        streams: of each fold's weights and batches; the same for all sets, so that the accuracy of one does not depend
            on the others.
        device: where the classifiers are trained.
    """
    threads = torch.get_num_threads()
    # Nets this small are faster on one thread, and their last digits then do not depend on the number of cores.
    torch.set_num_threads(1)
    try:
        x = torch.as_tensor(samples, dtype=torch.float32, device=device).transpose(1, 2).contiguous()
        known = torch.as_tensor(labels, dtype=torch.float32, device=device)
        return _accuracies(x, known, [torch.from_numpy(fold) for fold in folds], units, streams).numpy()
    finally:
        torch.set_num_threads(threads)


def _accuracies(
    x: Tensor, labels: Tensor, folds: Sequence[Tensor], units: int, streams: Sequence[np.random.Generator]
) -> Tensor:
    sets, features, rows = x.shape
    # As many rows for each: where folds differ in size, by one row, the larger trainings go without one.
    trained = min(rows - len(fold) for fold in folds)
    others = [_without(fold, rows)[:trained] for fold in folds]
    owners = torch.arange(sets).repeat(len(folds)), torch.arange(len(folds)).repeat_interleave(sets)
    networks = _initial((features, units, units, 1), streams, sets, x.device)
    accuracies = torch.empty(sets, len(folds))
    for stopped, finished in _trained(networks, x, labels, others, owners, streams):
        for i, (which, fold) in enumerate(zip(*(each[stopped].tolist() for each in owners), strict=True)):
            one, tested = finished.select(torch.tensor([i], device=x.device)), folds[fold].to(x.device)
            said = one.layers(x[which, None][..., tested])[-1] > 0
            accuracies[which, fold] = (said == (labels[tested] > 0)).float().mean()
    return accuracies


def _without(fold: Tensor, rows: int) -> Tensor:
    """All rows but those of a fold."""
    kept = torch.ones(rows, dtype=torch.bool)
    kept[fold] = False
    return kept.nonzero()[:, 0]


def _initial(
    sizes: Sequence[int], streams: Sequence[np.random.Generator], sets: int, device: torch.device
) -> Classifiers:
    """Networks with weights and biases uniform as by Glorot & Bengio (2010), the same for all sets, fold after fold."""
    weights, biases = [], []
    for entering, leaving in pairwise(sizes):
        bound = math.sqrt(6 / (entering + leaving))
        drawn = np.stack([stream.uniform(-bound, bound, (leaving, entering + 1)) for stream in streams])
        layer = torch.as_tensor(drawn, dtype=torch.float32, device=device).repeat_interleave(sets, 0)
        weights.append(layer[..., :-1].contiguous())
        biases.append(layer[..., -1:].contiguous())
    return Classifiers(weights, biases)


def _trained(
    networks: Classifiers,
    x: Tensor,
    labels: Tensor,
    rows: Sequence[Tensor],
    owners: tuple[Tensor, Tensor],
    streams: Sequence[np.random.Generator],
) -> Iterator[tuple[Tensor, Classifiers]]:
    """Train all; yield those that stop, with their numbers, after each epoch in which some do.

    Args:
        networks: as initialised.
        x: data, shape (sets, features, rows).
        labels: 0 or 1 for each row, shape (rows,).
        rows: to train on, for each fold.
        owners: set of data and fold of each network.
        streams: of the orders of each fold's rows.
    """
    left = torch.arange(len(owners[0]))
    best, stalled = torch.full((len(left),), math.inf), torch.zeros(len(left), dtype=torch.int64)
    for epoch in range(EPOCHS):
        orders = [
            part[torch.from_numpy(stream.permutation(len(part)))] for part, stream in zip(rows, streams, strict=True)
        ]
        loss = _epoch(networks, x, labels, orders, [each[left].tolist() for each in owners])
        stalled = torch.where(loss > best - TOLERANCE, stalled + 1, 0)
        best = torch.minimum(best, loss)
        stop = (stalled > PATIENCE) | (epoch == EPOCHS - 1)
        if stop.any():
            yield left[stop], networks.select(stop.to(x.device))
            networks = networks.select(~stop.to(x.device))
            left, best, stalled = (each[~stop] for each in (left, best, stalled))
        if not len(left):
            return


def _epoch(
    networks: Classifiers, x: Tensor, labels: Tensor, orders: Sequence[Tensor], owners: Sequence[Sequence[int]]
) -> Tensor:
    """Take one step for each batch; the mean loss of each network, with its penalty, shape (networks,).

    Args:
        networks: to train.
        x: data, shape (sets, features, rows).
        labels: 0 or 1 for each row, shape (rows,).
        orders: rows in the order of their batches, for each fold.
        owners: set of data and fold of each network.
    """
    orders = [order.to(x.device) for order in orders]
    data = torch.stack([x[which].index_select(1, orders[fold]) for which, fold in zip(*owners, strict=True)])
    known = torch.stack([labels[orders[fold]] for fold in owners[1]])[:, None]
    starts = range(0, data.shape[-1], BATCH)
    loss = sum(networks.step(data[..., i : i + BATCH], known[..., i : i + BATCH]) for i in starts)
    penalty = PENALTY / 2 * len(starts) * networks.squared_weights()
    return ((loss + penalty) / data.shape[-1]).cpu()
