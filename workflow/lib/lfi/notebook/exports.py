"""Posterior draws as a figure, and in the form of other libraries. What each needs is loaded when it is asked for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from lfi.errors import LfiError
from lfi.priors import Prior
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


def bilby_result(theta: Array, prior: Prior) -> Any:
    """Draws as bilby's ``Result``, which ``save_to_file`` writes and ``bilby.read_in_result`` reads.

    Args:
        theta: the draws, shape (draws, parameters).
        prior: the prior, which names the parameters.

    Raises:
        LfiError: bilby is not installed, or has no such prior.
    """
    try:
        from bilby.core.result import Result
        from pandas import DataFrame
    except ModuleNotFoundError as missing:
        raise LfiError(f"{missing.name} is not installed, which a bilby Result needs: pip install bilby") from None
    from lfi.references.nested import bilby_priors

    names = list(prior.names)
    return Result(
        label="posterior",
        sampler="lfi",
        search_parameter_keys=names,
        priors=bilby_priors(prior),
        samples=theta,
        posterior=DataFrame(theta, columns=names),
    )
