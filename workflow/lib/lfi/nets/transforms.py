"""The interface of invertible maps between standard normal coordinates and theta, conditioned on the data."""

import math
from abc import ABC, abstractmethod

from torch import Tensor, nn

from lfi.nets.context import Estimate


def standard_normal_log_prob(w: Tensor) -> Tensor:
    """Log density of w (..., d) where its coordinates are independent and standard normal, shape (...)."""
    return -0.5 * (w.square() + math.log(2 * math.pi)).sum(dim=-1)


class ConditionalTransform(nn.Module, ABC):
    """w (..., n, d) ↔ theta (..., n, d), given an ``Estimate`` of n data sets.

    A density needs the inverse and its slope together, at every step of a training: they are one function here, without
    a distribution object or a cache between the two.
    """

    @abstractmethod
    def forward(self, w: Tensor, estimate: Estimate) -> Tensor:
        """theta of w, same shape.

        Args:
            w: coordinates on the side of the base distribution, shape (..., n, d).
            estimate: location, scale and context vector of each data set.
        """

    @abstractmethod
    def inverse(self, theta: Tensor, estimate: Estimate) -> tuple[Tensor, Tensor]:
        """w of theta, same shape, and log |det dw / dtheta|, shape (..., n).

        Args:
            theta: coordinates on the side of the parameters, shape (..., n, d).
            estimate: location, scale and context vector of each data set.
        """

    def log_prob(self, theta: Tensor, estimate: Estimate) -> Tensor:
        """Log density of theta where w is standard normal, shape (..., n).

        Args:
            theta: where the density is taken, shape (..., n, d).
            estimate: location, scale and context vector of each data set.
        """
        w, log_slope = self.inverse(theta, estimate)
        return standard_normal_log_prob(w) + log_slope
