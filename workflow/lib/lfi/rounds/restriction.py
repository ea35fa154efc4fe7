"""The file of a restricted prior: small, readable, and with the estimators beside it enough to draw from it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from lfi import inference
from lfi.nets.density import DensityEstimator
from lfi.priors import Prior
from lfi.priors.box import Box
from lfi.priors.restricted import Proposal, Region, Restricted
from lfi.typing import Array
from lfi.writing import whole


class Restriction(BaseModel):
    """What a round's simulations are drawn from, and what was seen of the posterior that decided it.

    Attributes:
        round: the round whose simulations are drawn from it; where rounds have ended, the last that was simulated.
        ended: why no round comes after that one; empty: they go on.
        thresholds: of each round before, from the first: the least log q(theta | x_o) - log p(theta) inside.
        box: the box around the region, in the unit cube of the prior's distribution functions.
        proposal: where candidates are drawn from.
        acceptance: part of them that is accepted.
        log_mass: log of the prior's mass inside.
        log_mass_error: its standard error.
        support: bounds and scales of the restricted prior, for networks.
        change: KL divergence of the last posterior from that of the round before, in nats.
        effective_draws: part of its draws that is effective, where there is a likelihood.
        outside: truths of the tested data sets that lie outside the region of their posterior.
        tested: number of data sets of the last round that were tested.
        expected: expected part of the truths outside, if the estimator is right.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    round: int
    ended: str = ""
    thresholds: list[float] = []
    box: dict[str, Any] | None = None
    proposal: Proposal = "prior"
    acceptance: float = 1.0
    log_mass: float = 0.0
    log_mass_error: float = 0.0
    support: dict[str, Any]
    change: float | None = None
    effective_draws: float | None = None
    outside: int = 0
    tested: int = 0
    expected: float = 0.0

    def write(self, path: Path) -> None:
        """Write the file, whole or not at all."""
        with whole(path) as aside:
            aside.write_text(self.model_dump_json(indent=1))

    @classmethod
    def read(cls, path: Path) -> "Restriction":
        """Read a file."""
        return cls.model_validate_json(path.read_text())

    def prior(self, prior: Prior, estimators: Sequence[DensityEstimator], x: Array) -> Restricted:
        """The restricted prior.

        Args:
            prior: the problem's prior.
            estimators: those of the rounds before, from the first.
            x: the observation, shape (*data).
        """
        regions = [
            region(estimator, prior, x, threshold)
            for estimator, threshold in zip(estimators, self.thresholds, strict=False)  # none of a round without one
        ]
        box = Box(**{name: np.array(values) for name, values in self.box.items()}) if self.box else None
        return Restricted(prior, regions, box, self.proposal, self.acceptance, self.log_mass)


def region(estimator: DensityEstimator, prior: Prior, x: Array, threshold: float = -np.inf) -> Region:
    """Where an estimator's posterior of an observation is above the prior by so much.

    Args:
        estimator: the estimator.
        prior: the problem's prior.
        x: the observation, shape (*data).
        threshold: least log q(theta | x) - log p(theta).
    """
    return Region(
        lambda theta: inference.log_prob(estimator, theta, x) - prior.log_prob(theta),
        threshold,
        lambda n, rng: inference.sample(estimator, x[None], n, int(rng.integers(2**31)))[0],
    )
