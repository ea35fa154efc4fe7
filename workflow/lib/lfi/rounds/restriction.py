"""The file of a restricted prior: small, readable, and with the rounds' estimators enough to draw from it."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from lfi.priors.restricted import Proposal
from lfi.writing import whole


class Cut(BaseModel):
    """A round's restriction of the prior of the round before.

    Attributes:
        threshold: least log q(theta | x_o) - log p(theta) inside, where q is the posterior of the round before.
        box: the box around the region, in the unit cube of the prior's distribution functions.
        log_mass: log of the prior's mass inside this and all earlier ones.
        log_mass_error: its standard error.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    threshold: float
    box: dict[str, Any] | None
    log_mass: float
    log_mass_error: float


class Restriction(BaseModel):
    """What a round's simulations are drawn from, and what was seen of the posterior that decided it.

    Attributes:
        cuts: of the second round, and of those after it up to this one; none of those after the rounds have ended.
        ended: why no round comes after those; empty: they go on.
        proposal: where candidates are drawn from.
        acceptance: part of them that is accepted.
        pairs: number of pairs of the rounds before.
        change: KL divergence of the last posterior from that of the round before, in nats.
        effective_draws: part of its draws that is effective, where there is a likelihood.
        margin: by how much the last threshold is lower than the posterior's mass asks for, so that truths are inside.
        outside: truths of the tested data sets that lie outside their regions in spite of it.
        tested: number of data sets of the rounds so far that were tested.
        expected: expected part of the truths outside.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    cuts: list[Cut] = []
    ended: str = ""
    proposal: Proposal = "prior"
    acceptance: float = 1.0
    pairs: int = 0
    change: float | None = None
    effective_draws: float | None = None
    margin: float = 0.0
    outside: int = 0
    tested: int = 0
    expected: float = 0.0

    @property
    def round(self) -> int:
        """The round whose simulations are drawn from it; where rounds have ended, the last that was simulated."""
        return 1 + len(self.cuts)

    @property
    def log_mass(self) -> float:
        """Log of the prior's mass inside."""
        return self.cuts[-1].log_mass if self.cuts else 0.0

    def write(self, path: Path) -> None:
        """Write the file, whole or not at all."""
        with whole(path) as aside:
            aside.write_text(self.model_dump_json(indent=1))

    @classmethod
    def read(cls, path: Path) -> "Restriction":
        """Read a file."""
        return cls.model_validate_json(path.read_text())
