"""Deep ensembles of density estimators: several networks that differ in their initial weights."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from lfi.nets.density import DensityEstimator


class Ensemble(DensityEstimator):
    """q(theta | x) = 1/M sum_m q_m(theta | x): the mixture of the members, with equal weights.

    Each member is trained as if alone (Lakshminarayanan, Pritzel & Blundell 2017, NeurIPS 30). Where the members
    disagree the mixture is wider than each of them, and so more conservative (Hermans et al. 2022, Trans. Mach. Learn.
    Res.).

    Args:
        members: density estimators of the same theta and x, which share no weights.
    """

    def __init__(self, members: Sequence[DensityEstimator]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    @property
    def networks(self) -> list[DensityEstimator]:
        return list(self.members)  # type: ignore[arg-type]  # the type of a ModuleList's members is Module

    def fit_scales(self, theta: Tensor, x: Tensor) -> None:
        for member in self.networks:
            member.fit_scales(theta, x)

    def features(self, x: Tensor) -> Tensor:
        """Context vectors of all members, concatenated."""
        return torch.cat([member.features(x) for member in self.networks], dim=-1)

    def log_prob(self, theta: Tensor, x: Tensor) -> Tensor:
        log_probs = torch.stack([member.log_prob(theta, x) for member in self.networks])
        return log_probs.logsumexp(dim=0) - math.log(len(log_probs))

    def training_loss(self, theta: Tensor, x: Tensor) -> Tensor:
        """The members' mean -log q_m(theta_i | x_i), shape (n,), with the gradient of their sum.

        Each member's gradient is then that of its loss alone, and an optimiser trains it as if it were alone.

        Args:
            theta: parameters, shape (n, parameters).
            x: data, shape (n, *shape).
        """
        losses = torch.stack([member.training_loss(theta, x) for member in self.networks])
        total = losses.sum(dim=0)
        return total - (total - losses.mean(dim=0)).detach()

    def sample(self, x: Tensor, draws: int) -> Tensor:
        """Independent draws from the mixture, shape (n, draws, parameters): each from a member chosen at random.

        Args:
            x: data, shape (n, *shape).
            draws: number of draws for each data set.
        """
        chosen = torch.randint(len(self.members), (len(x), draws), device=x.device)
        parts = []
        for k, member in enumerate(self.networks):
            count = (chosen == k).sum(dim=1, keepdim=True)
            most = int(count.max())
            parts.append(member.sample(x, most)[torch.arange(most, device=x.device) < count])
        theta = torch.empty_like(torch.cat(parts)).reshape(len(x), draws, -1)
        for k, part in enumerate(parts):
            theta[chosen == k] = part  # both are ordered by data set, then by draw
        return theta
