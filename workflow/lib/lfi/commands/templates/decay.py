"""A problem: a prior and a simulator. This one gives counts that fall with time; replace it with yours.

Other Python files in this folder can be imported by their names.
"""

import numpy as np
from lfi.priors import Uniform
from lfi.problems import Problem


class Decay(Problem):
    # Others, all in lfi.priors: LogUniform(rate=(0.01, 10)), Normal(rate=(mean, sd)), for parameters that are not
    # independent CorrelatedNormal(("rate", "height"), mean, covariance), and Product(LogUniform(…), Normal(…)).
    prior = Uniform(rate=(0.1, 2.0), height=(1.0, 100.0))

    # Positions of the data points. Optional; `linear_summary: smooth` and `embedding: {kind: point_set}` need them.
    coordinates = np.linspace(0, 5, 50)

    # Many data sets at once, theta (n, 2) → data (n, 50), with all randomness from rng: same seed, same data.
    def simulate(self, theta, rng):
        rate, height = theta.T[:, :, None]
        return rng.poisson(height * np.exp(-rate * self.coordinates)).astype(float)

    # Or instead one draw at a time, theta (2,) → data (50,): for an external program, or one that may fail.
    # def simulate_one(self, theta, rng):
    #     rate, height = theta
    #     return rng.poisson(height * np.exp(-rate * self.coordinates)).astype(float)

    # Optional: the data without noise, theta (n, 2) → (n, 50), for a figure of the data and the fit.
    # def model(self, theta):
    #     rate, height = theta.T[:, :, None]
    #     return height * np.exp(-rate * self.coordinates)

    # Optional: log p(x | theta) of one x (50,), theta (n, 2) → (n,), for nested sampling (see the .yaml).
    # def log_likelihood(self, theta, x):
    #     from scipy.stats import poisson
    #
    #     return poisson.logpmf(x, self.model(theta)).sum(axis=1)
