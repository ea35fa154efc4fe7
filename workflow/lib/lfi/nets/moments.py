"""Moment networks: the posterior's mean and covariance as functions of the data."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.distributions import MultivariateNormal

from lfi.nets.context import Context, Estimate
from lfi.nets.embeddings import mlp
from lfi.nets.estimator import CovarianceEstimator
from lfi.nets.regressors import Regressor

# Range of the logarithms of the Cholesky factor's diagonal, in units of the linear summary's residual.
LOG_SCALE = (-12.0, 4.0)


class MomentNetwork(Regressor, CovarianceEstimator):
    """An MLP for the mean and one for the covariance, trained on the normal negative log likelihood.

    Averaged over pairs, -log N(theta; mean(x), covariance(x)) is smallest where mean and covariance are those of the
    posterior, whatever its shape: it is a proper scoring rule for these two moments (Dawid & Sebastiani 1999, Ann.
    Stat. 27, 65), and minimises KL(p || N). (Networks for posterior moments, by squared errors: Jeffrey & Wandelt 2020,
    arXiv:2011.05991.)

    Args:
        context: maps the data to an ``Estimate``.
        parameters: number of parameters.
        hidden: sizes of the hidden layers of both MLPs.
        standardize: whether theta is standardised for the networks.
    """

    def __init__(self, context: Context, parameters: int, hidden: Sequence[int], standardize: bool) -> None:
        super().__init__(context, parameters, hidden, standardize)
        self.factor = mlp(context.features, hidden, parameters**2)
        if context.linear_summary:  # start from the residual of the linear regression
            for parameter in self.factor[-1].parameters():
                nn.init.zeros_(parameter)

    def covariance(self, x: Tensor) -> Tensor:
        estimate = self.context(x)
        factor = self._cholesky(estimate) * (estimate.scale * self.scale.sd)[:, None]
        return factor.double() @ factor.double().mT

    def loss(self, theta: Tensor, x: Tensor) -> Tensor:
        """-log N(theta_i; mean(x_i), covariance(x_i)), shape (n,), in nats.

        Args:
            theta: parameters, shape (n, parameters).
            x: data, shape (n, *shape).
        """
        estimate = self.context(x)
        normal = MultivariateNormal(self.network(estimate.features), scale_tril=self._cholesky(estimate))
        unit = (estimate.scale * self.scale.sd).log().sum()
        residual: Tensor = (self.scale(theta) - estimate.location) / estimate.scale
        return unit - normal.log_prob(residual)  # type: ignore[no-untyped-call]

    def _cholesky(self, estimate: Estimate) -> Tensor:
        """The Cholesky factor of the covariance in units of the linear summary's residual, shape (n, d, d)."""
        entries = self.factor(estimate.features).unflatten(-1, (len(estimate.scale), -1))
        diagonal = entries.diagonal(dim1=-2, dim2=-1).clamp(*LOG_SCALE).exp()
        return torch.tril(entries, -1) + diagonal.diag_embed()
