"""Rounds: simulations for one observation at a time, from a prior that each round restricts further."""

from typing import Annotated, Any, NamedTuple

from pydantic import Field, PositiveFloat, PositiveInt

from lfi.config.estimators import Strict


class Until(Strict):
    """When rounds end before their count is reached; without a key they do not."""

    change: PositiveFloat | None = Field(
        None, description="when the posterior of a round differs from that before by less, KL divergence in nats"
    )
    effective_draws: Annotated[float, Field(gt=0, lt=1)] | None = Field(
        None, description="when so large a part of the draws is effective; needs a likelihood"
    )


class Round(NamedTuple):
    """A round of one observation.

    Attributes:
        at: number of the observation, from 0.
        number: the round, from 1.
    """

    at: int
    number: int


class Rounds(Strict):
    """Truncated sequential estimation: each round simulates where the posterior of the last has mass."""

    estimator: str | None = Field(None, description="name of the density estimator; null: the only one")
    count: int = Field(5, ge=2, description="number of rounds at most; the first is the start of the training set")
    simulations: PositiveInt = Field(description="pairs that each round simulates")
    mass: Annotated[float, Field(ge=0.9, lt=1)] = Field(
        0.9999, description="part of a posterior's mass that the next round's prior keeps"
    )
    observations: PositiveInt | None = Field(
        None, description="number of observations in the observation's file; null: those of the entry"
    )
    until: Until = Field(Until(), description="when rounds end early")

    @property
    def options(self) -> dict[str, Any]:
        """What a restricted prior depends on: neither the number of rounds, nor that of simulations."""
        return {"mass": self.mass, **self.until.model_dump()}

    def training(self, estimator: str, at: int, number: int) -> str:
        """Name of a training after the first round, which has hyphens and so is no estimator's.

        Args:
            estimator: name of the estimator.
            at: number of the observation, from 0.
            number: the round, from 2.
        """
        return f"{estimator}-at{at}-round{number}"

    def later(self, estimator: str, observations: int) -> dict[str, Round]:
        """All trainings after the first round by name.

        Args:
            estimator: name of the estimator.
            observations: number of observations.
        """
        numbers = range(2, self.count + 1)
        every = [Round(at, number) for at in range(observations) for number in numbers]
        return {self.training(estimator, *each): each for each in every}
