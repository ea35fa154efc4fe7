"""Priors: names of the parameters, draws, density and support, in numpy."""

from lfi.priors.base import Prior
from lfi.priors.bounded import LogUniform, Uniform
from lfi.priors.correlated import CorrelatedNormal
from lfi.priors.families import Distributions
from lfi.priors.normal import LogNormal, Normal
from lfi.priors.product import Product, replace
from lfi.priors.scipy import Scipy

__all__ = [
    "CorrelatedNormal",
    "Distributions",
    "LogNormal",
    "LogUniform",
    "Normal",
    "Prior",
    "Product",
    "Scipy",
    "Uniform",
    "replace",
]
