"""What the estimators' posteriors are set beside."""

from pathlib import Path

from pydantic import Field, PositiveInt

from lfi.config.estimators import Strict


class Exact(Strict):
    """The exact posterior, where the problem knows it."""

    draws: PositiveInt = Field(10_000, description="posterior draws a data set")


class DrawsFile(Strict):
    """Posterior draws at the observation that the user has."""

    path: Path = Field(description=".csv, .npy or .h5 file with the draws")


class Nested(Strict):
    """Nested sampling of the likelihood by bilby and dynesty."""

    nlive: PositiveInt = Field(500, description="live points")


class References(Strict):
    """What the estimators are set beside; the first of these that there is counts."""

    exact: Exact | None = Field(None, description="exact posterior")
    file: DrawsFile | None = Field(None, description="posterior draws from a file")
    nested: Nested | None = Field(None, description="nested sampling")
