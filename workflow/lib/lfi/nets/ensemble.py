"""Deep ensembles of density estimators: several networks that differ in their initial weights."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from lfi.nets.density import DensityEstimator


class Ensemble(DensityEstimator):
    """q(theta | x) = 1/M sum_m q_m(theta | x): the members' mixture, with equal weights.

    Each member is trained as if alone (Lakshminarayanan, Pritzel & Blundell 2017, NeurIPS 30). Where they disagree the
    mixture is wider than each of them, and so more conservative (Hermans et al. 2022, Trans. Mach. Learn. Res.).

    Args:
        members: density estimators of the same theta and x, that share no weights.
    """

    def __init__(self, members: Sequence[DensityEstimator]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    @property
    def networks(self) -> list[DensityEstimator]:
        return list(self.members)  # type: ignore[arg-type]  # a ModuleList forgets what it holds

    def fit_scales(self, theta: Tensor, x: Tensor) -> None:
        for member in self.networks:
            member.fit_scales(theta, x)

    def features(self, x: Tensor) -> Tensor:
        """What its members see of the data, side by side."""
        return torch.cat([member.features(x) for member in self.networks], dim=-1)

    def log_prob(self, theta: Tensor, x: Tensor) -> Tensor:
        own = torch.stack([member.log_prob(theta, x) for member in self.networks])
        return own.logsumexp(dim=0) - math.log(len(own))

    def training_loss(self, theta: Tensor, x: Tensor) -> Tensor:
        """The members' mean -log q_m(theta_i | x_i), shape (n,), with the gradient of their sum.

        The gradient that each member gets is then that of its own loss: an optimiser treats it as if it were alone.
        """
        own = torch.stack([member.training_loss(theta, x) for member in self.networks])
        total = own.sum(dim=0)
        return total - (total - own.mean(dim=0)).detach()

    def sample(self, x: Tensor, draws: int) -> Tensor:
        """Independent draws from the mixture, each from a member at random: so is every part of them."""
        chosen = torch.randint(len(self.members), (len(x), draws), device=x.device)
        parts = []
        for k, member in enumerate(self.networks):
            count = (chosen == k).sum(dim=1, keepdim=True)
            most = int(count.max())
            parts.append(member.sample(x, most)[torch.arange(most, device=x.device) < count])
        theta = torch.empty_like(torch.cat(parts)).reshape(len(x), draws, -1)
        for k, part in enumerate(parts):
            theta[chosen == k] = part  # both by data set, then by draw
        return theta
