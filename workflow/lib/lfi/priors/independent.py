"""The interface of priors of independent parameters of one family, each with two numbers."""

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np

from lfi.errors import LfiError
from lfi.priors.base import Prior
from lfi.typing import Array


class Independent(Prior):
    """Independent parameters of one family: ``Family(a=(first, second), …)``.

    Args:
        **pairs: the two numbers of each parameter's distribution.

    Attributes:
        numbers: meaning of the two numbers, for messages.
        pairs: the two numbers of each parameter.

    Raises:
        LfiError: there are no parameters, or the numbers are no distribution.
    """

    numbers: ClassVar[str]

    def __init__(self, **pairs: tuple[float, float]) -> None:
        if not pairs:
            raise LfiError(f"prior {type(self).__name__}: has no parameters; name one: a=({self.numbers})")
        self.names = tuple(pairs)
        self.pairs = {name: self._pair(name, pair) for name, pair in pairs.items()}
        for name, (first, second) in self.pairs.items():
            self._check(name, first, second)
        first, second = np.array(list(self.pairs.values())).T
        self._set(first, second)

    @abstractmethod
    def _check(self, name: str, first: float, second: float) -> None:
        """Check that two finite numbers are a distribution.

        Args:
            name: the parameter, for messages.
            first: the first number.
            second: the second number.

        Raises:
            LfiError: they are not.
        """

    @abstractmethod
    def _set(self, first: Array, second: Array) -> None:
        """Set the attributes of a prior.

        Args:
            first: first number of each parameter, shape (parameters,).
            second: second number of each parameter, shape (parameters,).
        """

    def factors(self) -> tuple[Prior, ...]:
        return tuple(type(self)(**{name: pair}) for name, pair in self.pairs.items())

    def _pair(self, name: str, pair: Any) -> tuple[float, float]:
        try:
            first, second = map(float, pair)
        except (TypeError, ValueError):
            raise LfiError(f"prior of {name}: {pair!r} is not two numbers, {self.numbers}") from None
        if not (np.isfinite(first) and np.isfinite(second)):
            raise LfiError(f"prior of {name}: {self.numbers} ({first:g}, {second:g}) are not both finite")
        return first, second
