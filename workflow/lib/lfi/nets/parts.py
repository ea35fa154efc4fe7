"""Which class stands for which word of the configuration: imported by name, so that only what is used is reached."""

import pkgutil
from typing import Any

from lfi.config.estimators import Flow, Regressor

KINDS = {"flow": "lfi.nets.flows:ConditionalFlow", "regressor": "lfi.nets.regressors:Regressor"}
TRANSFORMS = {
    "affine_autoregressive": "lfi.nets.affine:AffineAutoregressive",
    "truncated_normal_autoregressive": "lfi.nets.transforms:ConditionalTruncatedNormalAutoregressive",
}
EMBEDDINGS = {"none": "lfi.nets.embeddings:Flatten", "point_set": "lfi.nets.embeddings:PointSet"}


def names(config: Flow | Regressor) -> list[str]:
    """The classes that an estimator is made of, as ``module:class``; imports none of them."""
    own = [KINDS[config.kind], EMBEDDINGS[config.embedding.kind]]
    return [*own, TRANSFORMS[config.transform]] if isinstance(config, Flow) else own


def load(name: str) -> Any:
    """The class that a name stands for."""
    return pkgutil.resolve_name(name)
