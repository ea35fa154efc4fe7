"""Residual networks of all parameters at once, each a function of the parameters before it."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from lfi.nets.dropout import dropout


class Linear(nn.Module):
    """A linear layer of several networks: (networks, n, inputs) → (networks, n, outputs).

    Args:
        networks: number of networks, which share no weights.
        inputs: inputs of each.
        outputs: outputs of each.
        zero: whether all weights start at zero; otherwise as those of ``torch.nn.Linear``.
    """

    def __init__(self, networks: int, inputs: int, outputs: int, zero: bool = False) -> None:
        super().__init__()
        bound = 0.0 if zero else 1 / math.sqrt(max(inputs, 1))
        self.weight = nn.Parameter(torch.empty(networks, inputs, outputs).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(networks, 1, outputs).uniform_(-bound, bound))

    def forward(self, x: Tensor, which: slice) -> Tensor:
        """Outputs for x (networks, n, inputs).

        Args:
            x: inputs of the networks that are asked for; one x for all of them has a leading axis of 1.
            which: the networks.
        """
        weight = self.weight[which]
        return torch.baddbmm(self.bias[which], x.expand(len(weight), -1, -1), weight)


class Block(nn.Module):
    """t + W₂ silu(W₁ norm(t)): a residual block with root-mean-square normalisation, which starts as the identity.

    (Residual blocks with normalisation first: He et al. 2016, arXiv:1603.05027; Zhang & Sennrich 2019, NeurIPS 32.)

    Args:
        networks: number of networks.
        width: inputs and outputs of each.
        dropout: part of the hidden units that is left out in each step of a training.
    """

    def __init__(self, networks: int, width: int, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.first, self.second = Linear(networks, width, width), Linear(networks, width, width, zero=True)

    def forward(self, t: Tensor, which: slice) -> Tensor:
        """The block's output, of the shape of t.

        Args:
            t: shape (networks, n, width).
            which: the networks.
        """
        hidden = functional.silu(self.first(functional.rms_norm(t, t.shape[-1:]), which))
        return t + self.second(dropout(hidden, self.dropout) if self.training else hidden, which)


class AutoregressiveNetworks(nn.Module):
    """One residual network a parameter: outputs of network k are functions of the context and of the parameters before.

    A linear map of the inputs is added to the outputs: where a linear function is enough it is learned first. The
    parameters' order is random: members of an ensemble each have another one.

    Args:
        parameters: number of parameters.
        context: size of the context vector.
        width: size of the hidden layers.
        blocks: number of residual blocks.
        outputs: outputs of each network, zero at the start.
        dropout: part of the hidden units that is left out in each step of a training.
    """

    order: Tensor

    def __init__(self, parameters: int, context: int, width: int, blocks: int, outputs: int, dropout: float) -> None:
        super().__init__()
        self.parameters_before = Linear(parameters, parameters, width)
        self.context = Linear(parameters, context, width)
        self.blocks = nn.ModuleList([Block(parameters, width, dropout) for _ in range(blocks)])
        self.outputs = Linear(parameters, width, outputs, zero=True)
        self.linear_before = Linear(parameters, parameters, outputs, zero=True)
        self.linear_context = Linear(parameters, context, outputs, zero=True)
        self.register_buffer("order", torch.randperm(parameters))

    def forward(self, theta: Tensor, context: Tensor, which: slice = slice(None)) -> Tensor:
        """Outputs, shape (..., n, networks, outputs).

        Args:
            theta: parameters, shape (..., n, parameters); network k reads those before k in ``order``.
            context: context vectors, shape (n, context).
            which: the networks that are asked for; all if not given.
        """
        rank = self.order.argsort()
        before = (rank[None, :] < rank[which, None]).to(theta.dtype)
        seen = theta.flatten(0, -2) * before[:, None]
        *draws, n, _ = theta.shape
        of_parameters, of_context = self.parameters_before(seen, which), self.context(context[None], which)
        t = _sum(of_parameters, of_context, n)
        linear = _sum(self.linear_before(seen, which), self.linear_context(context[None], which), n)
        for block in self.blocks:
            t = block(t, which)
        outputs: Tensor = self.outputs(functional.silu(t), which) + linear
        return outputs.movedim(0, 1).reshape(*draws, n, *outputs.shape[::2])


def _sum(of_parameters: Tensor, of_context: Tensor, n: int) -> Tensor:
    """(networks, draws n, outputs) + (networks, n, outputs), for each of the draws."""
    networks, _, outputs = of_parameters.shape
    return (of_parameters.reshape(networks, -1, n, outputs) + of_context[:, None]).flatten(1, 2)
