"""Likelihood-free inference: simulate, train a density estimator, and set its posterior beside the truth."""

__version__ = "0.1.0"
