"""Priors that are restricted to regions where a posterior has mass."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lfi.errors import LfiError
from lfi.priors.base import Prior
from lfi.priors.box import Box
from lfi.typing import Array

# How candidates are drawn: from the prior, from the last box, or from the last region's posterior.
Proposal = Literal["prior", "box", "estimator"]
# Candidates that are looked at together, and most of them for one draw.
TOGETHER, MOST = 100_000, 3_000_000


class Region(NamedTuple):
    """The part of the parameter space where log q(theta) - log p(theta) is not below a threshold; p is the prior.

    It is the smallest region, by the prior's measure, that holds its part of q's mass; so it does not depend on how the
    parameters are written, as a region of highest density q does.

    Attributes:
        log_ratio: log q(theta) - log p(theta) of theta (n, parameters) in the prior's support, shape (n,).
        threshold: its least value.
        draw: draws n parameter vectors of q, shape (n, parameters), by a random stream.
    """

    log_ratio: Callable[[Array], Array]
    threshold: float
    draw: Callable[[int, np.random.Generator], Array]


class Restricted(Prior):
    """p(theta) inside all of some regions and boxes, divided by the mass that p has there; 0 elsewhere.

    It is drawn from exactly, by rejection: of candidates from the prior or, where the prior is uniform in the boxes,
    from the last box, those inside are draws. A candidate theta of the last region's q is accepted with the probability
    exp(threshold - log q(theta) + log p(theta)), which is not above 1 inside.

    Args:
        prior: the prior p.
        regions: the regions.
        boxes: in the unit cube of p's distribution functions.
        proposal: where candidates are drawn from.
        acceptance: about which part of the candidates is accepted.
        log_mass: log of p's mass inside, as ``log_mass_of`` gives it.

    Raises:
        LfiError: the prior has no quantile function, as a box needs.
    """

    def __init__(
        self,
        prior: Prior,
        regions: Sequence[Region],
        boxes: Sequence[Box] = (),
        proposal: Proposal = "prior",
        acceptance: float = 1.0,
        log_mass: float = 0.0,
    ) -> None:
        if boxes and not prior.has_quantiles:
            raise LfiError(f"prior {type(prior).__name__}: has no quantile function, so it has no box; leave that out")
        self.prior, self.regions, self.boxes, self.proposal = prior, tuple(regions), tuple(boxes), proposal
        self.acceptance, self.log_mass = acceptance, log_mass
        self.names, self.logarithmic = prior.names, prior.logarithmic
        self.low, self.high, self.centre, self.width = prior.low, prior.high, prior.centre, prior.width

    def contains(self, theta: Array) -> NDArray[np.bool_]:
        inside = self.prior.contains(theta)
        if self.boxes and inside.any():
            cube = self.prior.cdf(theta[inside])
            inside[inside] = np.all([box.contains(cube) for box in self.boxes], axis=0)
        for region in reversed(self.regions):  # the last is the smallest
            if inside.any():
                inside[inside] = region.log_ratio(theta[inside]) >= region.threshold
        return np.asarray(inside)

    def log_prob(self, theta: Array) -> Array:
        flat = theta.reshape(-1, theta.shape[-1])
        density = np.where(self.contains(flat), self.prior.log_prob(flat) - self.log_mass, -np.inf)
        return density.reshape(theta.shape[:-1])

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        found, missing, looked = list[Array](), n, 0
        while missing:
            size = int(min(TOGETHER, max(16, 1.2 * missing / self.acceptance)))
            found.append(self.propose(size, rng)[:missing])
            missing -= len(found[-1])
            looked += size
            if looked > MOST * n:
                raise LfiError(
                    f"restricted prior: {n - missing} of {looked:,} candidates are in the region; lower rounds.mass"
                )
        return np.concatenate(found) if found else np.empty((0, len(self.names)))

    def propose(self, n: int, rng: np.random.Generator) -> Array:
        """Look at n candidates.

        Args:
            n: number of candidates.
            rng: source of all randomness.

        Returns:
            Those that are draws of the restricted prior, shape (accepted, parameters).
        """
        if self.proposal == "prior":
            theta = self.prior.sample(n, rng)
        elif self.proposal == "box":
            cube = self.boxes[-1].sample(n, rng)
            theta = self.prior.quantile(cube[np.all((cube > 0) & (cube < 1), axis=-1)])
        else:
            region = self.regions[-1]
            theta = region.draw(n, rng)
            theta = theta[self.prior.contains(theta)]
            excess = region.log_ratio(theta) - region.threshold
            theta = theta[(excess >= 0) & (rng.random(len(theta)) < np.exp(-np.maximum(excess, 0)))]
        return theta[self.contains(theta)]

    def log_mass_of(self, accepted: float) -> float:
        """Log of the mass of p inside, from the fraction of candidates that are accepted."""
        constant = {
            "prior": lambda: 0.0,
            "box": lambda: self.boxes[-1].log_volume,
            "estimator": lambda: -self.regions[-1].threshold,
        }[self.proposal]()
        return float(np.log(accepted) + constant)
