"""What every estimator has, whatever it says of theta given x."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from torch import Tensor, nn


class Estimator(nn.Module, ABC):
    """A network, or several, trained on pairs theta (n, parameters) and x (n, *shape)."""

    @abstractmethod
    def fit_scales(self, theta: Tensor, x: Tensor) -> None:
        """Take all standardisations from a sample of pairs, before the training."""

    @abstractmethod
    def loss(self, theta: Tensor, x: Tensor) -> Tensor:
        """What is recorded on the validation part, for each pair, shape (n,): the lower, the better."""

    def training_loss(self, theta: Tensor, x: Tensor) -> Tensor:
        """What is minimised, for each pair, shape (n,): ``loss``, if nothing else is said."""
        return self.loss(theta, x)

    @property
    def networks(self) -> Sequence[nn.Module]:
        """What is trained side by side, each as if alone."""
        return [self]

    @abstractmethod
    def evaluate(self, theta: Tensor, x: Tensor) -> Tensor:
        """What it is judged by, for each pair."""

    @abstractmethod
    def features(self, x: Tensor) -> Tensor:
        """What it sees of the data: context vectors, shape (n, features)."""
