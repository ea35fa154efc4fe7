"""Regressors: the posterior mean as a function of the data."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from lfi.nets.context import Context
from lfi.nets.embeddings import mlp
from lfi.nets.estimator import Estimator
from lfi.nets.standardize import Standardize


class Regressor(Estimator):
    """An MLP trained on the squared error, which is smallest at the posterior mean E[theta | x].

    Args:
        context: maps the data to an ``Estimate``.
        parameters: number of parameters.
        hidden: sizes of the hidden layers.
        standardize: whether theta is standardised for the loss.
    """

    def __init__(self, context: Context, parameters: int, hidden: Sequence[int], standardize: bool) -> None:
        super().__init__()
        self.context = context
        self.scale = Standardize((parameters,))
        self.standardize = standardize
        self.network = mlp(context.features, hidden, parameters)
        if context.linear_summary:  # start from the linear regression
            for parameter in self.network[-1].parameters():
                nn.init.zeros_(parameter)

    def fit_scales(self, theta: Tensor, x: Tensor) -> None:
        if self.standardize:
            self.scale.fit(theta)
        self.context.fit(self.scale(theta), x)

    def features(self, x: Tensor) -> Tensor:
        return self.context(x).features

    def forward(self, x: Tensor) -> Tensor:
        """Estimated posterior means for x (n, *shape), shape (n, parameters)."""
        return self.scale.inverse(self._standardized(x))

    def evaluate(self, theta: Tensor, x: Tensor) -> Tensor:
        """Estimated posterior means, shape (n, parameters).

        Args:
            theta: not used.
            x: data, shape (n, *shape).
        """
        return self(x)

    def _standardized(self, x: Tensor) -> Tensor:
        estimate = self.context(x)
        return estimate.location + estimate.scale * self.network(estimate.features)

    def loss(self, theta: Tensor, x: Tensor) -> Tensor:
        """Squared error of each pair's standardised theta, in units of the linear summary's residual, shape (n,).

        Args:
            theta: parameters, shape (n, parameters).
            x: data, shape (n, *shape).
        """
        estimate = self.context(x)
        target = (self.scale(theta) - estimate.location) / estimate.scale
        return torch.mean((self.network(estimate.features) - target) ** 2, dim=-1)
