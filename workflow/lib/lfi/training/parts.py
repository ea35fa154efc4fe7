"""The class for each word of the configuration, imported by name: only the code of the classes used is counted."""

import pkgutil
from typing import Any

from lfi.config.estimators import DensityEstimator, Estimator, Flow

KINDS = {
    "flow": "lfi.nets.flows:ConditionalFlow",
    "mixture": "lfi.nets.mixtures:ConditionalMixture",
    "regressor": "lfi.nets.regressors:Regressor",
    "moments": "lfi.nets.moments:MomentNetwork",
}
ENSEMBLE = "lfi.nets.ensemble:Ensemble"
TRUNCATION = "lfi.nets.truncation:TruncatedNormalAutoregressive"
TRANSFORMS = {
    "affine_autoregressive": "lfi.nets.layers:AffineAutoregressive",
    "affine_coupling": "lfi.nets.layers:AffineCoupling",
    "spline_autoregressive": "lfi.nets.layers:SplineAutoregressive",
}
EMBEDDINGS = {
    "none": "lfi.nets.embeddings:Flatten",
    "mlp": "lfi.nets.embeddings:Mlp",
    "point_set": "lfi.nets.embeddings:PointSet",
    "convolutional": "lfi.nets.convolutional:Convolutional",
    "attention": "lfi.nets.attention:Attention",
}


def names(config: Estimator) -> list[str]:
    """The classes that an estimator may be made of, as ``module:class``; imports none of them.

    >>> from lfi.config.estimators import Regressor
    >>> names(Regressor(kind="regressor"))
    ['lfi.nets.regressors:Regressor', 'lfi.nets.embeddings:Flatten']
    """
    embeddings = [EMBEDDINGS[config.embedding.kind]] if config.embedding else list(EMBEDDINGS.values())
    classes = [KINDS[config.kind], *embeddings]
    if isinstance(config, DensityEstimator):
        classes += [ENSEMBLE] if config.members > 1 else []
    if isinstance(config, Flow):
        classes += [TRANSFORMS[config.transform]] if config.transform in TRANSFORMS else []
        classes += [TRUNCATION] if config.bounded else []
    return classes


def load(name: str) -> Any:
    """The class of a name ``module:class``."""
    return pkgutil.resolve_name(name)
