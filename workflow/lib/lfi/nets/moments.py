"""Moment networks: the posterior's mean and covariance as functions of the data."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.distributions import MultivariateNormal

from lfi.nets.context import Context, Estimate
from lfi.nets.embeddings import mlp
from lfi.nets.regressors import Regressor

# Logarithms of the factor's diagonal, in units of the readout's residual.
LOG_SCALE = (-12.0, 4.0)


class MomentNetwork(Regressor):
    """A regressor, and an MLP for the covariance around it, trained on the normal negative log likelihood.

    Averaged over pairs, -log N(theta; mean(x), covariance(x)) is smallest where both are the posterior's own, whatever
    the posterior's shape: it is a proper scoring rule for these two moments (Dawid & Sebastiani 1999, Ann. Stat. 27,
    65), the moment matching of minimal KL(p || N). (Networks for posterior moments, by squared errors: Jeffrey &
    Wandelt 2020, arXiv:2011.05991.)

    Args:
        context: what it sees of the data.
        parameters: number of parameters.
        hidden: sizes of the hidden layers, of both MLPs.
        standardize: whether theta is standardised for the networks.
    """

    def __init__(self, context: Context, parameters: int, hidden: Sequence[int], standardize: bool) -> None:
        super().__init__(context, parameters, hidden, standardize)
        self.factor = mlp(context.features, hidden, parameters**2)
        if context.readout:  # start from the residual of the linear regression
            for parameter in self.factor[-1].parameters():
                nn.init.zeros_(parameter)

    def covariance(self, x: Tensor) -> Tensor:
        """Estimated posterior covariances for x (n, *shape), shape (n, parameters, parameters), in double precision."""
        estimate = self.context(x)
        factor = self._cholesky(estimate) * (estimate.scale * self.scale.sd)[:, None]
        return factor.double() @ factor.double().mT

    def loss(self, theta: Tensor, x: Tensor) -> Tensor:
        """-log N(theta_i; mean(x_i), covariance(x_i)), shape (n,), in nats."""
        estimate = self.context(x)
        normal = MultivariateNormal(self.network(estimate.features), scale_tril=self._cholesky(estimate))
        unit = (estimate.scale * self.scale.sd).log().sum()
        residual: Tensor = (self.scale(theta) - estimate.location) / estimate.scale
        return unit - normal.log_prob(residual)  # type: ignore[no-untyped-call]

    def _cholesky(self, estimate: Estimate) -> Tensor:
        """The Cholesky factor of the covariance in units of the readout's residual, shape (n, d, d)."""
        own = self.factor(estimate.features).unflatten(-1, (len(estimate.scale), -1))
        diagonal = own.diagonal(dim1=-2, dim2=-1).clamp(*LOG_SCALE).exp()
        return torch.tril(own, -1) + diagonal.diag_embed()
