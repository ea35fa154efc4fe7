"""The probability of a box under multivariate normal distributions, for many means at once."""

import numpy as np
import scipy  # SciPy loads its submodules on first use: reading a workflow loads none

from lfi.typing import Array

# Beyond this many standard deviations a bound cuts off less than 1e-15 of the probability.
FAR = 8.0
# Components with a smaller correlation are treated as independent.
UNCORRELATED = 1e-12
# Most correlated components that quadrature handles: the number of its nodes is exponential in their number.
QUADRATURE_DIMENSIONS = 4
# Quadrature evaluations at a time, to limit memory.
CHUNK = 200_000


def box_probability(mean: Array, covariance: Array, low: Array, high: Array) -> Array:
    """Probability that a draw of N(mean_i, covariance) lies between low and high.

    The probabilities of independent groups of components multiply. The method depends on the size of a group: the
    normal distribution function for one component, Owen's T function for two, and quadrature for three and four, with
    an absolute error below 1e-11. Larger groups use SciPy's quasi-Monte Carlo integration with an error of 1e-7, which
    takes a fraction of a second for each row.

    Args:
        mean: means, shape (n, d).
        covariance: their common covariance, shape (d, d).
        low: lower bounds, shape (d,) or (n, d).
        high: upper bounds, shape (d,) or (n, d).

    Returns:
        Probabilities, shape (n,).
    """
    sd = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(sd, sd)
    below, above = (low - mean) / sd, (high - mean) / sd
    probability = np.ones(len(mean))
    correlated = scipy.sparse.csr_array(np.abs(correlation) > UNCORRELATED)
    _, group = scipy.sparse.csgraph.connected_components(correlated, directed=False)
    for label in np.unique(group):
        members = np.flatnonzero(group == label)
        inside = _group_probability(below[:, members], above[:, members], correlation[np.ix_(members, members)])
        probability *= inside
    return probability


def conditional(covariance: Array, k: int) -> tuple[Array, Array]:
    """The normal distribution of the other components given component k.

    Args:
        covariance: covariance of all components, shape (d, d).
        k: index of the given component.

    Returns:
        The slope of their mean in component k, shape (d-1,), and their covariance, shape (d-1, d-1).
    """
    others = np.arange(len(covariance)) != k
    slope = covariance[others, k] / covariance[k, k]
    return slope, covariance[np.ix_(others, others)] - np.outer(slope, covariance[k, others])


def _group_probability(below: Array, above: Array, correlation: Array) -> Array:
    """Box probability in standard units; components whose bounds are both far have no effect and are dropped."""
    if len(correlation) == 1:
        return _interval(below[:, 0], above[:, 0])
    near = (below > -FAR) | (above < FAR)
    pattern = near @ (1 << np.arange(near.shape[1]))
    probability = np.ones(len(near))
    for value in np.unique(pattern[pattern > 0]):
        rows = np.flatnonzero(pattern == value)
        kept = np.flatnonzero(near[rows[0]])
        part = np.ix_(rows, kept)
        probability[rows] = _near_probability(below[part], above[part], correlation[np.ix_(kept, kept)])
    return probability


def _near_probability(below: Array, above: Array, correlation: Array) -> Array:
    d = len(correlation)
    if d == 1:
        return _interval(below[:, 0], above[:, 0])
    if d == 2:
        return _rectangle(below, above, correlation[0, 1])
    return (_quadrature if d <= QUADRATURE_DIMENSIONS else _quasi_monte_carlo)(below, above, correlation)


def _interval(below: Array, above: Array) -> Array:
    """Phi(above) - Phi(below) without cancellation in the upper tail."""
    flip = below > 0
    below, above = np.where(flip, -above, below), np.where(flip, -below, above)
    return scipy.special.ndtr(above) - scipy.special.ndtr(below)


def _rectangle(below: Array, above: Array, correlation: float) -> Array:
    """Two correlated components, from the distribution function at the four corners."""
    (a, c), (b, d) = below.T, above.T
    upper = _bivariate_cdf(b, d, correlation) - _bivariate_cdf(a, d, correlation)
    return np.maximum(upper - _bivariate_cdf(b, c, correlation) + _bivariate_cdf(a, c, correlation), 0)


def _bivariate_cdf(h: Array, k: Array, rho: float) -> Array:
    """P(x < h, y < k) of two standard normals with correlation rho: Owen (1956), Ann. Math. Stat. 27, 1075, eq. 2.1."""
    # The quotients need finite numbers other than zero; the density beyond 40 is zero in double precision.
    h, k = (np.where(bound == 0, 1e-300, np.clip(bound, -40, 40)) for bound in (h, k))
    root = np.sqrt(1 - rho**2)
    area = scipy.special.owens_t(h, (k - rho * h) / (h * root)) + scipy.special.owens_t(k, (h - rho * k) / (k * root))
    return 0.5 * (scipy.special.ndtr(h) + scipy.special.ndtr(k) - ((h > 0) != (k > 0))) - area


def _quadrature(below: Array, above: Array, correlation: Array) -> Array:
    """Integrate, over one component, the box probability of the others given that component.

    Given the others, component k is normal with standard deviation width = 1 / sqrt(precision_kk), where precision is
    the inverse correlation matrix. The integrand is a sum of normal densities of that width, which Gauss-Legendre
    quadrature with two nodes per width integrates with an error of 1e-11. The widest component needs fewest nodes.
    """
    precision = np.diag(np.linalg.inv(correlation))
    k = int(np.argmin(precision))
    slope, remaining = conditional(correlation, k)
    others = np.arange(len(correlation)) != k
    lower, upper = np.clip(below[:, [k]], -FAR, FAR), np.clip(above[:, [k]], -FAR, FAR)
    nodes, weights = scipy.special.roots_legendre(8 + int(2 * np.max(upper - lower) * np.sqrt(precision[k])))
    integral = np.empty(len(below))
    step = max(1, CHUNK // len(nodes))
    for rows in (slice(start, start + step) for start in range(0, len(below), step)):
        y = lower[rows] + (upper - lower)[rows] * (nodes + 1) / 2
        low, high = (np.repeat(bound[rows][:, others], len(nodes), axis=0) for bound in (below, above))
        inside = box_probability(y.reshape(-1, 1) * slope, remaining, low, high).reshape(y.shape)
        density = np.exp(-0.5 * y**2) / np.sqrt(2 * np.pi)
        integral[rows] = (density * inside) @ weights
    return integral * (upper - lower)[:, 0] / 2


def _quasi_monte_carlo(below: Array, above: Array, correlation: Array) -> Array:
    probability = np.zeros(len(below))
    below, above = np.maximum(below, -FAR), np.minimum(above, FAR)
    for i in np.flatnonzero(np.all(below < above, axis=1)):
        # The fixed seed makes the result repeatable.
        probability[i] = scipy.stats.multivariate_normal.cdf(
            above[i], cov=correlation, lower_limit=below[i], abseps=1e-7, releps=1e-7, rng=0
        )
    return probability
