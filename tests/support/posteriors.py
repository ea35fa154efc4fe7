"""A problem with a normal posterior, and density estimators that give it, or one that is too narrow."""

import numpy as np
import torch
from lfi.nets.density import DensityEstimator
from lfi.priors import Uniform
from lfi.problems import Problem

SD = 0.2


class Offset(Problem):
    """x = theta + noise of sd SD, under a prior so wide that it hardly cuts the posterior off."""

    prior = Uniform(a=(-3, 3), b=(-3, 3))

    def simulate(self, theta, rng):
        return theta + SD * rng.standard_normal(theta.shape)

    def log_likelihood(self, theta, x):
        return -0.5 * np.sum((theta - x) ** 2, axis=1) / SD**2


class NormalEstimator(DensityEstimator):
    """q(theta | x) = N(x + shift, sd²)."""

    def __init__(self, sd=SD, shift=0.0):
        super().__init__()
        self.sd, self.shift = sd, shift

    def log_prob(self, theta, x):
        return torch.distributions.Normal(x + self.shift, self.sd).log_prob(theta).sum(dim=-1)

    def sample(self, x, draws):
        return x[:, None] + self.shift + self.sd * torch.randn(len(x), draws, 2)

    def fit_scales(self, theta, x):
        pass

    def features(self, x):
        return x
