"""Priors: names of the parameters, draws, density and support, in numpy."""

from lfi.priors.base import Prior
from lfi.priors.correlated import CorrelatedNormal
from lfi.priors.independent import Family, LogUniform, Normal, Uniform
from lfi.priors.product import Distributions, Product, replace

__all__ = [
    "CorrelatedNormal",
    "Distributions",
    "Family",
    "LogUniform",
    "Normal",
    "Prior",
    "Product",
    "Uniform",
    "replace",
]
