"""Posterior draws as a figure; matplotlib is loaded when it is asked for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from lfi.typing import Array

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def corner_plot(names: Sequence[str], theta: Array, truth: ArrayLike | None) -> "Figure":
    """Corner plots of one posterior's draws, in the project's look; matplotlib's settings stay as they are.

    Args:
        names: of the parameters.
        theta: draws for each data set, shape (n, draws, parameters).
        truth: the true parameters, shape (n, parameters), or (parameters,) of one data set; None: not drawn.
    """
    from matplotlib import rc_context

    from lfi.figures import style
    from lfi.figures.posterior import at_observations

    truths = [None] * len(theta) if truth is None else list(np.reshape(truth, (len(theta), len(names))))
    with rc_context():
        style.apply()
        return at_observations(names, {"posterior": list(theta)}, truths)
