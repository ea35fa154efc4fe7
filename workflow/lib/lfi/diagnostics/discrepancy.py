"""Whether the simulator could have made an observation: its distance, and the rank among those of simulations."""

from typing import NamedTuple

import numpy as np
import scipy  # loads scipy.special where it is used: drawing from an estimator uses none
from numpy.typing import NDArray

from lfi.diagnostics.verdicts import SIGNIFICANCE, Verdict, bonferroni, verdict_of
from lfi.errors import LfiError
from lfi.typing import Array

# One observation that is farther out than all simulations fails, if they are enough for a p-value below this.
LARGEST_LIMIT = 0.01
# Simulations that a kernel compares an observation with.
NEIGHBOURS = 500
# Relative error of numbers in single precision, with room for sums in another order.
ROUNDING = 4 * float(np.finfo(np.float32).eps)


class Discrepancy(NamedTuple):
    """How far observations lie from simulations.

    Attributes:
        distance: of each observation, shape (observations,).
        simulated: of each simulation, shape (n,); all are 0 where the simulations are all the same.
        p_value: fraction of the simulations, the observation itself counted as one, that lie as far or farther, shape
            (observations,). Uniform for an observation that is like them.
    """

    distance: Array
    simulated: Array
    p_value: Array


def misspecification(simulated: Array, observed: Array) -> Discrepancy:
    """Mahalanobis distance of observed context vectors from simulated ones; the p-value sees gaps among these, too.

    An observation that the simulator cannot make lies where the estimator has learned nothing, and its posterior there
    is meaningless. Mean and covariance come from the first half of the simulated vectors, the covariance shrunk
    the more, the more features there are for their number (Ledoit & Wolf 2004, J. Multivar. Anal. 88, 365). The p-value
    ranks the distance together with ``_loneliness``, the larger of both, among those of the second half.

    Args:
        simulated: context vectors of simulated data, shape (n, features).
        observed: context vectors of the observations, shape (m, features).

    Raises:
        LfiError: too few simulated vectors for a p-value that could fail.
    """
    from sklearn.covariance import LedoitWolf  # takes a second to load, which verdicts do not need

    fitted, held_out = np.array_split(simulated.astype(float), 2)
    constant = _constant(fitted)
    if constant.all():
        return _ranked("misspecification", np.zeros(len(observed)), np.zeros(len(held_out)))
    centre, spread = fitted.mean(axis=0), fitted.std(axis=0)
    # A feature that no simulation moves is harmless to an observation that does not move it either.
    spread[constant] = ROUNDING * np.maximum(1.0, np.abs(centre[constant]))
    fitted, held_out, moved = ((part - centre) / spread for part in (fitted, held_out, observed))
    covariance = LedoitWolf(assume_centered=True).fit(fitted)
    distance, simulated_distance = (np.sqrt(covariance.mahalanobis(part)) for part in (moved, held_out))
    near = fitted[:NEIGHBOURS]
    pairs = [(distance, simulated_distance), (_loneliness(moved, near), _loneliness(held_out, near))]
    both = [np.maximum(*part) for part in zip(*(_in_units_of(*pair) for pair in pairs), strict=True)]
    return Discrepancy(distance, simulated_distance, _ranked("misspecification", *both).p_value)


def _loneliness(points: Array, simulated: Array) -> Array:
    """Minus the log of the mean Gaussian kernel between points (n, features) and simulated ones (m, features).

    Up to a constant, and to the logarithm, the squared maximum mean discrepancy between one point and the simulations
    (Gretton et al. 2012, J. Mach. Learn. Res. 13, 723), as Schmitt et al. (2024, arXiv:2112.08866) use it in summary
    space. A width of a quarter of the median distance between simulations sees gaps among these, such as the middle of
    a ring, which a Mahalanobis distance cannot.
    """
    squares = _squared_distances(simulated[: len(simulated) // 2], simulated[len(simulated) // 2 :])
    width = max(np.median(squares) / 16, np.finfo(float).tiny)
    return np.asarray(-scipy.special.logsumexp(-0.5 * _squared_distances(points, simulated) / width, axis=1))


def _squared_distances(one: Array, other: Array) -> Array:
    """Of each pair of rows (n, d) and (m, d), shape (n, m)."""
    squares = np.sum(one**2, axis=1)[:, None] + np.sum(other**2, axis=1) - 2 * one @ other.T
    return np.maximum(squares, 0.0)


def _in_units_of(observed: Array, simulated: Array) -> tuple[Array, Array]:
    """Both less the median of the simulated, in units of the distance from there to their 0.95 quantile."""
    middle, high = np.quantile(simulated, [0.5, 0.95])
    unit = max(high - middle, ROUNDING * max(abs(middle), 1.0))
    return (observed - middle) / unit, (simulated - middle) / unit


def predictive(x_observed: Array, x_replicated: Array) -> Discrepancy:
    """Posterior predictive check: distance of the observation from data simulated at posterior draws.

    The distance is the root mean square, over the data's elements, of the difference to the mean of all others in units
    of their sd: the observation and the replicas are treated alike, each left out in turn, and are exchangeable if the
    posterior predictive is right (Gelman, Meng & Stern 1996, Stat. Sin. 6, 733, for such checks). The p-value
    ranks it together with the largest difference of any one element, which a few bad points of many move: each less its
    median, in units of the distance from there to its 0.95 quantile, and of both the larger. The posterior has seen the
    observation, which makes the p-value conservative. One near 1 means data smoother than the replicas.

    Args:
        x_observed: the observation, shape (*data).
        x_replicated: data simulated at posterior draws, shape (replicas, *data).

    Raises:
        LfiError: too few replicas for a p-value that could fail.
    """
    rows = _rows(x_observed, x_replicated)
    if _constant(rows[1:]).all():
        return _ranked("predictive check", np.zeros(1), np.zeros(len(x_replicated)))
    scores = np.abs(_scores_under_the_others(rows))
    distances, largest = np.sqrt(np.mean(scores**2, axis=1)), scores.max(axis=1)
    both = np.maximum(*(_in_units_of(each, each)[0] for each in (distances, largest)))
    p_value = _ranked("predictive check", both[:1], both[1:]).p_value
    return Discrepancy(distances[:1], distances[1:], p_value)


def residuals(x_observed: Array, x_replicated: Array) -> Array:
    """Difference of each element of the observation to the replicas' mean, in units of their sd, shape (*data).

    Args:
        x_observed: the observation, shape (*data).
        x_replicated: data simulated at posterior draws, shape (replicas, *data).
    """
    return _scores_under_the_others(_rows(x_observed, x_replicated))[0].reshape(np.shape(x_observed))


def _rows(x_observed: Array, x_replicated: Array) -> Array:
    """The observation and the replicas, shape (1 + replicas, elements)."""
    return np.concatenate([x_observed[None], x_replicated]).astype(float).reshape(1 + len(x_replicated), -1)


def _constant(rows: Array) -> NDArray[np.bool_]:
    """Which columns of rows (n, d) are all the same up to rounding in single precision, shape (d,)."""
    low, high = rows.min(axis=0), rows.max(axis=0)
    return high - low <= ROUNDING * np.maximum(-low, high)


def _scores_under_the_others(rows: Array) -> Array:
    """z-scores of each row (n, d) under the mean and sd of the other rows, shape (n, d)."""
    n, centre = len(rows), rows.mean(axis=0)
    offset = rows - centre
    # With one row left out, offset grows by n / (n - 1), and the sum of squares falls by n / (n - 1) offset².
    total = np.sum(offset**2, axis=0)
    variance = (total - offset**2 * n / (n - 1)) / (n - 2)
    # Where the others are all the same, rounding is all that is left of their variance: theirs, or that of a row which
    # was kept in single precision.
    others = centre - offset / (n - 1)
    floor = np.finfo(float).eps * total + np.finfo(float).tiny
    variance = np.maximum(variance, np.maximum(floor, (ROUNDING * others) ** 2))
    return np.asarray(offset * n / (n - 1) / np.sqrt(variance))


def _ranked(name: str, distance: Array, simulated: Array) -> Discrepancy:
    cases = 1 + len(simulated)
    if len(distance) / cases >= LARGEST_LIMIT:
        raise LfiError(f"{name}: {len(simulated)} simulations cannot give a p-value below {LARGEST_LIMIT}; take more")
    farther = np.sum(simulated >= distance[:, None], axis=1)
    return Discrepancy(distance, simulated, (1 + farther) / cases)


def discrepancy_verdict(diagnostic: str, discrepancy: Discrepancy, residuals: Array | None = None) -> Verdict:
    """Whether the observations are like simulations; p-values of several are combined by Bonferroni.

    It fails below ``SIGNIFICANCE`` or, with fewer simulations than that takes, if an observation is farther out than
    all. Simulations that are all the same say nothing about an observation: it then fails, without a p-value.

    Args:
        diagnostic: its name.
        discrepancy: of the observations.
        residuals: of the observation's elements, where they were measured, to name the worst.
    """
    typical, n = np.median(discrepancy.simulated), len(discrepancy.simulated)
    if typical == 0:
        says = f"{diagnostic}: simulated data are all the same, which says nothing about the observation"
        return Verdict(diagnostic, None, n, False, f"{says}; look at the simulator, and at the embedding")
    ratio = np.max(discrepancy.distance) / typical
    times = f"{ratio:.2f} times" if ratio < 10 else f"{ratio:,.0f} times"
    worst = "" if residuals is None else f"; {_worst(residuals)}"
    return verdict_of(
        diagnostic,
        bonferroni(discrepancy.p_value),
        n,
        "simulations",
        f"the observation is like simulated ones (its distance is {times} the typical one)",
        f"the observation is unlike simulated ones, its distance is {times} the typical one{worst}",
        limit=max(SIGNIFICANCE, 1.5 * len(discrepancy.distance) / (n + 1)),
    )


def _worst(residuals: Array) -> str:
    """The element with the largest residual, by its index."""
    place = np.unravel_index(np.argmax(np.abs(residuals)), residuals.shape)
    index = ", ".join(str(int(i)) for i in place)
    return f"largest residual {residuals[place]:+.1f} sd" + (f", of element {index}" if index else "")
