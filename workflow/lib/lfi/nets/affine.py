"""The published transform: Pyro's affine autoregressive one, on unbounded theta."""

from pyro.distributions.transforms import AffineAutoregressive as Affine
from pyro.distributions.transforms import ConditionalAffineAutoregressive

from lfi.nets.context import Estimate


class AffineAutoregressive(ConditionalAffineAutoregressive):
    """Pyro's ``ConditionalAffineAutoregressive``, conditioned on the context vector of an ``Estimate``."""

    bounded = False

    def condition(self, context: Estimate) -> Affine:
        return super().condition(context.features)
