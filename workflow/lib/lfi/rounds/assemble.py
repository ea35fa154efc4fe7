"""The training set of a round: all pairs simulated so far whose parameters its restricted prior allows."""

from collections.abc import Sequence

import numpy as np

from lfi.data.simulations import Pairs
from lfi.errors import LfiError
from lfi.priors.restricted import Restricted


def assemble(prior: Restricted, rounds: Sequence[Pairs], least: int, rng: np.random.Generator) -> Pairs:
    """The pairs inside, in random order: independent draws of the restricted prior, as the regions are nested.

    A round s was drawn from p restricted to R_s, which contains R_r; so those of its draws that lie in R_r are draws of
    p restricted to R_r. (The weights of a mixture of such priors, p(theta) / sum_s n_s / N p_s(theta) (Owen & Zhou
    2000, J. Am. Stat. Assoc. 95, 135), are the same for all theta in R_r, since all p_s are proportional to p there.)

    Args:
        prior: p restricted to R_r.
        rounds: theta (n, parameters) and x (n, *data) of each round so far.
        least: fewest pairs that can be trained on.
        rng: of the order.

    Raises:
        LfiError: too few pairs lie inside.
    """
    inside = [prior.contains(theta) for theta, _ in rounds]
    theta, x = (
        np.concatenate([values[kept] for values, kept in zip(side, inside, strict=True)])
        for side in zip(*rounds, strict=True)
    )
    if len(theta) < least:
        raise LfiError(
            f"only {len(theta)} pairs lie in the restricted prior, of {least} at least; raise rounds.simulations"
        )
    order = rng.permutation(len(theta))
    return theta[order], x[order]
