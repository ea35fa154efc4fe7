"""Whether an observation is one that the simulator could have made: distances, and their ranks among simulated ones."""

from typing import NamedTuple

import numpy as np
from sklearn.covariance import LedoitWolf

from lfi.diagnostics.verdicts import SIGNIFICANCE, Verdict, bonferroni, tested
from lfi.errors import LfiError
from lfi.typing import Array


class Discrepancy(NamedTuple):
    """How far observations lie from simulations.

    Attributes:
        distance: of each observation, shape (observations,). simulated: of each simulation, shape (n,).
        p_value: part of the simulations, the observation itself counted as one, that lie as far, shape
            (observations,). Uniform for an observation that is like them.
    """

    distance: Array
    simulated: Array
    p_value: Array


def misspecification(simulated: Array, observed: Array) -> Discrepancy:
    """Mahalanobis distance of observed context vectors (m, k) from simulated ones (n, k).

    A simulator that cannot make the observation leads the estimator out of what it has learned, and its posterior
    means nothing then. Mean and covariance come from the first half of the simulated vectors, the covariance shrunk
    the more, the more features there are for their number (Ledoit & Wolf 2004, J. Multivar. Anal. 88, 365). The
    observed vectors' distances are ranked among those of the second half.

    Raises:
        LfiError: too few simulated vectors for a p-value that could fail.
    """
    fitted, held_out = np.array_split(simulated.astype(float), 2)
    centre, spread = fitted.mean(axis=0), fitted.std(axis=0)
    spread[spread == 0] = 1.0
    covariance = LedoitWolf(assume_centered=True).fit((fitted - centre) / spread)
    distances = (np.sqrt(covariance.mahalanobis((part - centre) / spread)) for part in (observed, held_out))
    return _ranked("misspecification", *distances)


def predictive(x_observed: Array, x_replicated: Array) -> Discrepancy:
    """Posterior predictive check: distance of the observation (*data) from data (replicas, *data) of posterior draws.

    The root mean square, over the data's elements, of the difference to the mean of all others in units of their sd:
    the observation and the replicas are treated alike, each left out in turn, so that they are exchangeable if the
    posterior predictive is right (Gelman, Meng & Stern 1996, Stat. Sin. 6, 733, for such checks). The posterior has
    seen the observation, which makes the p-value conservative. One near 1 means data smoother than the replicas.

    Raises:
        LfiError: too few replicas for a p-value that could fail.
    """
    rows = np.concatenate([x_observed[None], x_replicated]).astype(float)
    distances = _distances_to_the_others(rows.reshape(len(rows), -1))
    return _ranked("predictive check", distances[:1], distances[1:])


def _distances_to_the_others(rows: Array) -> Array:
    """Root mean square z-score of each row (n, d) under the mean and sd of the other rows, shape (n,)."""
    n = len(rows)
    offset = rows - rows.mean(axis=0)
    # With one row left out, offset grows by n / (n - 1), and the sum of squares falls by n / (n - 1) offset².
    total = np.sum(offset**2, axis=0)
    variance = (total - offset**2 * n / (n - 1)) / (n - 2)
    precision = np.finfo(float)  # where the others are all the same, rounding is all that is left of their variance
    variance = np.maximum(variance, precision.eps * total + precision.tiny)
    return np.sqrt(np.mean((offset * n / (n - 1)) ** 2 / variance, axis=1))


def _ranked(name: str, distance: Array, simulated: Array) -> Discrepancy:
    cases = 1 + len(simulated)
    if len(distance) / cases >= SIGNIFICANCE:
        raise LfiError(f"{name}: {len(simulated)} simulations cannot give a p-value below {SIGNIFICANCE}; take more")
    farther = np.sum(simulated >= distance[:, None], axis=1)
    return Discrepancy(distance, simulated, (1 + farther) / cases)


def discrepancy_verdict(diagnostic: str, discrepancy: Discrepancy) -> Verdict:
    """Whether the observations are like simulations; several ones' p-values are combined by Bonferroni."""
    ratio = np.max(discrepancy.distance) / np.median(discrepancy.simulated)
    return tested(
        diagnostic,
        bonferroni(discrepancy.p_value),
        len(discrepancy.simulated),
        "simulations",
        f"the observation is like simulated ones ({ratio:.2g} times their typical distance)",
        f"the observation is unlike simulated ones, {ratio:.2g} times as far out as is typical",
    )
