"""The interface of all estimators, of whatever property of the posterior."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from torch import Tensor, nn


class Estimator(nn.Module, ABC):
    """A network, or several, trained on pairs theta (n, parameters) and x (n, *shape)."""

    @abstractmethod
    def fit_scales(self, theta: Tensor, x: Tensor) -> None:
        """Fit all standardisations to a sample of pairs, before the training.

        Args:
            theta: parameters, shape (n, parameters).
            x: data, shape (n, *shape).
        """

    @abstractmethod
    def loss(self, theta: Tensor, x: Tensor) -> Tensor:
        """Validation loss of each pair, shape (n,).

        Args:
            theta: parameters, shape (n, parameters).
            x: data, shape (n, *shape).
        """

    def training_loss(self, theta: Tensor, x: Tensor) -> Tensor:
        """Loss of each pair that the training minimises, shape (n,); the same as ``loss`` unless overridden.

        Args:
            theta: parameters, shape (n, parameters).
            x: data, shape (n, *shape).
        """
        return self.loss(theta, x)

    @property
    def networks(self) -> Sequence[nn.Module]:
        """Networks that are trained at the same time, each as if alone."""
        return [self]

    @abstractmethod
    def evaluate(self, theta: Tensor, x: Tensor) -> Tensor:
        """The quantity that scores are computed from: log density of each pair (n,), or predictions (n, parameters).

        Args:
            theta: parameters, shape (n, parameters).
            x: data, shape (n, *shape).
        """

    @abstractmethod
    def features(self, x: Tensor) -> Tensor:
        """Context vectors of the data x (n, *shape), shape (n, features)."""


class CovarianceEstimator(Estimator):
    """An estimator of the posterior covariance."""

    @abstractmethod
    def covariance(self, x: Tensor) -> Tensor:
        """Posterior covariances for x (n, *shape), shape (n, parameters, parameters), in double precision."""
