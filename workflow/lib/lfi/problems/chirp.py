"""A sinusoid of unknown frequency that drifts, in noise."""

import numpy as np

from lfi.priors import Uniform
from lfi.problems.white_noise import WhiteNoise
from lfi.typing import Array


class Chirp(WhiteNoise):
    """x(t) = amplitude sin(2 pi (frequency t + drift t² / 2) + phase) + noise at 200 times from 0 to 1.

    The posterior of frequency and drift is far narrower than the prior, and a misfit by a cycle is a mode of its own:
    the standard problem of spectral analysis (Bretthorst 1988, Bayesian Spectrum Analysis and Parameter Estimation).

    Args:
        points: number of times.
        sigma: standard deviation of the noise.
    """

    def __init__(self, points: int = 200, sigma: float = 1.0) -> None:
        self.sigma = sigma
        self.coordinates = self.times = np.linspace(0, 1, points)
        self.prior = Uniform(amplitude=(1.0, 5.0), frequency=(2.0, 20.0), drift=(-10.0, 10.0), phase=(-np.pi, np.pi))

    def model(self, theta: Array) -> Array:
        amplitude, frequency, drift, phase = (column[:, None] for column in theta.T)
        cycles = frequency * self.times + drift * self.times**2 / 2
        return np.asarray(amplitude * np.sin(2 * np.pi * cycles + phase))
