"""Fractional ranks: where the truth stands among posterior draws, which is all that SBC, coverage and TARP need."""

import numpy as np

from lfi.errors import LfiError
from lfi.typing import Array


def fractional_ranks(truth: Array, draws: Array, rng: np.random.Generator) -> Array:
    """Where the truth of each data set stands among its posterior draws.

    If b of L draws lie below the truth and e are equal to it, (b + u (1 + e)) / (L + 1) with u uniform on [0, 1].
    For a posterior that is right the truth is one more draw, so that b is uniform on 0 … L (Talts et al. 2018,
    arXiv:1804.06788), and the fractional rank uniform on [0, 1]: exactly, however few the draws and many the ties,
    such as those of a density that is constant. The rank itself is floor(rank (L + 1)).

    Args:
        truth: shape (datasets, *quantities), any numbers that are a function of theta and the data.
        draws: the same function of posterior draws, shape (datasets, draws, *quantities).
        rng: one number is drawn for each of truth's, in their order, so that chunks of data sets that use one
            generator in turn give what all data sets at once give.

    Returns:
        Shape (datasets, *quantities).

    Raises:
        LfiError: a truth or a draw is not a number.
    """
    for name, values in (("true value", truth), ("posterior draw", draws)):
        if np.isnan(values).any():
            row = int(np.argwhere(np.isnan(values))[0, 0])
            raise LfiError(f"ranks: a {name} in row {row} is not a number; look at the posterior there")
    rows = np.moveaxis(draws, 1, -1)
    # In this order the comparisons lie a data set after another, which makes counting several times faster.
    below = np.count_nonzero(np.less(rows, truth[..., None], order="C"), axis=-1)
    equal = np.count_nonzero(np.equal(rows, truth[..., None], order="C"), axis=-1)
    return (below + rng.random(truth.shape) * (1 + equal)) / (draws.shape[1] + 1)
