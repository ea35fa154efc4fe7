"""The mean of a normal distribution in several dimensions, from one draw."""

import numpy as np

from lfi.priors import Normal, Uniform
from lfi.problems.linear_gaussian import LinearGaussian

VARIANCE = 0.1


class GaussianLinear(LinearGaussian):
    """x ~ N(theta, 0.1 I); theta ~ N(0, 0.1 I), or uniform on [-1, 1] in each dimension.

    Tasks ``gaussian_linear`` and ``gaussian_linear_uniform`` of Lueckmann et al. (2021), AISTATS, PMLR 130, 343.

    Args:
        dimensions: of theta and x.
        bounded: whether the prior is the uniform one.
    """

    sigma = float(np.sqrt(VARIANCE))

    def __init__(self, dimensions: int = 10, bounded: bool = False) -> None:
        names = [f"theta{k}" for k in range(1, dimensions + 1)]
        self.design = np.eye(dimensions)
        self.prior = (
            Uniform(**dict.fromkeys(names, (-1, 1))) if bounded else Normal(**dict.fromkeys(names, (0, self.sigma)))
        )
