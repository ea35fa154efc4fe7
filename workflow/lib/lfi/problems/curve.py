"""The noisy quadratic curve: a regression of y on x."""

from typing import ClassVar

import numpy as np

from lfi.problems.base import Regression
from lfi.typing import Array


class Curve(Regression):
    """y = 4 x² + 5 x + 2 + noise, noise ~ N(0, sigma²), x on an even grid of 2,000 points over [-2, 2].

    One block is the whole grid in random order, so that any part of a block is a random sample of the grid.

    Args:
        sigma: standard deviation of the noise.
    """

    parameters = ("y",)
    block: ClassVar[int] = 2000
    coefficients: ClassVar[tuple[float, float, float]] = (4.0, 5.0, 2.0)

    def __init__(self, sigma: float = 0.3) -> None:
        self.sigma = sigma

    def features(self, x: Array) -> Array:
        return np.concatenate([x**2, x, np.ones_like(x)], axis=1)

    def truth(self, x: Array) -> Array:
        return self.features(x) @ np.array(self.coefficients)[:, None]

    @property
    def noise_variance(self) -> float:
        return self.sigma**2

    def draw(self, n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x = rng.permutation(np.linspace(-2, 2, n))[:, None]
        return self.truth(x) + self.sigma * rng.standard_normal((n, 1)), x
