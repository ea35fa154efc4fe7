"""A network's optimizer step as one compiled function: loss, gradient, clipping, Adam and the average of the weights.

A step of a small network is mostly the overhead of its calls and the traffic of its intermediate results; compiled, it
is a few loops over memory. Members of an ensemble have one shape, and one function takes the steps of each.
"""

import copy
import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.func import functional_call

from lfi.config.estimators import CompleteTraining
from lfi.nets.estimator import Estimator
from lfi.training import compiling
from lfi.training.schedule import average_weight, one_cycle

BETAS, EPSILON = (0.9, 0.999), 1e-8  # torch's


class State(NamedTuple):
    """What a step of a network changes: vectors of all its weights, of which the network's tensors are parts.

    Attributes:
        weights: shape (weights,).
        mean: Adam's mean gradient.
        square: Adam's mean squared gradient.
        average: running average of the weights; of size 0 without one.
    """

    weights: Tensor
    mean: Tensor
    square: Tensor
    average: Tensor


class TrainingLoss(nn.Module):
    """An estimator, called for its mean training loss.

    Args:
        estimator: the estimator.
    """

    def __init__(self, estimator: nn.Module) -> None:
        super().__init__()
        self.estimator = estimator

    def forward(self, theta: Tensor, x: Tensor) -> Tensor:
        """The mean loss of pairs.

        Args:
            theta: parameters, shape (n, parameters).
            x: data, shape (n, *shape).
        """
        assert isinstance(self.estimator, Estimator)
        return self.estimator.training_loss(theta, x).mean()


def step_of(network: nn.Module, options: CompleteTraining, decay: float) -> Callable[..., Tensor]:
    """A function that takes a step of a network, or of another of the same shape, and returns the loss before it.

    Args:
        network: gives the mean loss of pairs.
        options: the optimiser, and the largest norm of the gradient.
        decay: the optimiser's weight decay.
    """
    names = [name for name, _ in network.named_parameters()]
    shapes = [weight.shape for weight in network.parameters()]
    sizes = [shape.numel() for shape in shapes]
    buffer_names = [name for name, _ in network.named_buffers()]
    decoupled = options.optimizer == "adamw"

    def loss(weights: Tensor, buffers: Sequence[Tensor], theta: Tensor, x: Tensor) -> Tensor:
        parts = [part.view(shape) for part, shape in zip(torch.split(weights, sizes), shapes, strict=True)]
        tensors = dict(zip(names, parts, strict=True)) | dict(zip(buffer_names, buffers, strict=True))
        value: Tensor = functional_call(network, tensors, (theta, x))
        return value

    def step(state: State, buffers: Sequence[Tensor], theta: Tensor, x: Tensor, rates: Tensor) -> Tensor:
        rate, beta, mean_scale, root_scale, latest = rates.unbind()
        weights, mean, square, average = state
        leaf = weights.detach().requires_grad_()
        value = loss(leaf, buffers, theta, x)
        (gradient,) = torch.autograd.grad(value, leaf)
        value = value.detach()
        if options.clip is not None:
            gradient = gradient * (options.clip / (gradient.norm() + 1e-6)).clamp(max=1.0)
        if not decoupled:
            gradient = gradient + decay * weights
        mean = mean + (1 - beta) * (gradient - mean)
        square = BETAS[1] * square + (1 - BETAS[1]) * gradient * gradient
        decayed = weights * (1 - rate * decay) if decoupled else weights
        weights = decayed - rate * mean_scale * mean / (square.sqrt() * root_scale + EPSILON)
        if average.numel():
            average = average + latest * (weights - average)
        for kept, new in zip(state, (weights, mean, square, average), strict=True):
            kept.copy_(new)
        return value

    return step


def rates_of(step: int, steps: int, options: CompleteTraining) -> Tensor:
    """What Adam and the average need in a step, in single precision.

    Args:
        step: number of the step, from 0.
        steps: number of steps of the training.
        options: learning rate and schedule.

    Returns:
        Learning rate, beta, factors of the mean gradient and of the root of the mean square, weight of the latest
        weights in their average.
    """
    rate, beta = options.learning_rate, BETAS[0]
    if options.schedule == "one_cycle":
        rate, beta = one_cycle(step, steps, options.learning_rate, options.warmup)
    bias, square_bias = 1 - beta ** (step + 1), 1 - BETAS[1] ** (step + 1)
    return torch.tensor([rate, beta, 1 / bias, square_bias**-0.5, average_weight(step + 1)])


class CompiledSteps:
    """Steps of all networks of an estimator, in one vector each, and in the state of an optimizer.

    Args:
        estimator: what is trained.
        average: the running average of its weights, if any.
        options: optimiser, learning rate and schedule.
        optimizer: of the estimator's weights; its state goes on here, and from here.
        steps: number of steps of the training.
    """

    def __init__(
        self,
        estimator: Estimator,
        average: Estimator | None,
        options: CompleteTraining,
        optimizer: torch.optim.Optimizer,
        steps: int,
    ) -> None:
        _trace_gradients()
        self.options, self.steps = options, steps
        averages = average.networks if average else [None] * len(estimator.networks)
        self.states = [_state(*pair, optimizer) for pair in zip(estimator.networks, averages, strict=True)]
        self.buffers = [list(network.buffers()) for network in estimator.networks]
        self.counts = [optimizer.state[weight]["step"] for weight in estimator.parameters()]
        network = TrainingLoss(copy.deepcopy(estimator.networks[0]))
        taken = step_of(network, options, optimizer.param_groups[0]["weight_decay"])
        self.step: Callable[..., Tensor] = torch.compile(
            taken,
            fullgraph=True,
            dynamic=False,
            options={"fallback_random": True, "compile_threads": torch.get_num_threads()},
        )

    def compile(self, theta: Tensor, x: Tensor) -> None:
        """Compile for batches of a shape, without a step.

        Args:
            theta: parameters of a batch, shape (n, parameters).
            x: its data, shape (n, *data).
        """
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(compiling.cache())
        torch._dynamo.reset()  # what was compiled for earlier trainings of this process would count against a limit
        _trace_gradients()
        state = State(*(vector.clone() for vector in self.states[0]))
        self.step(state, self.buffers[0], theta, x, rates_of(0, self.steps, self.options))

    def __call__(self, theta: Tensor, x: Tensor, step: int) -> Tensor:
        """Take a step; the mean loss before it, over the networks.

        Args:
            theta: parameters of a batch, shape (n, parameters).
            x: its data, shape (n, *data).
            step: number of the step, from 0.
        """
        rates = rates_of(step, self.steps, self.options)
        pairs = zip(self.states, self.buffers, strict=True)
        losses = [self.step(state, buffers, theta, x, rates) for state, buffers in pairs]
        torch._foreach_add_(self.counts, 1)
        return torch.stack(losses).mean()


def _trace_gradients() -> None:
    """Have the gradient belong to the compiled function: a setting of each thread, of the one that calls as well."""
    torch._dynamo.config.trace_autograd_ops = True


def _state(network: nn.Module, average: nn.Module | None, optimizer: torch.optim.Optimizer) -> State:
    """The weights and the optimizer's state of a network, moved into one vector each."""
    weights = list(network.parameters())
    for weight in weights:
        if not optimizer.state[weight]:
            zeros = {name: torch.zeros_like(weight) for name in ("exp_avg", "exp_avg_sq")}
            optimizer.state[weight] = {"step": torch.zeros((), dtype=torch.float32), **zeros}
    moments = ([optimizer.state[weight][name] for weight in weights] for name in ("exp_avg", "exp_avg_sq"))
    averages = list(average.parameters()) if average else []
    return State(*(_joined(tensors) for tensors in (weights, *moments, averages)))


def _joined(tensors: Sequence[Tensor]) -> Tensor:
    """The values of some tensors in one vector, of which the tensors are parts from now on."""
    whole = torch.cat([tensor.detach().flatten() for tensor in tensors]) if tensors else torch.empty(0)
    for tensor, part in zip(tensors, torch.split(whole, [tensor.numel() for tensor in tensors]), strict=True):
        tensor.data = part.view(tensor.shape)
    return whole
