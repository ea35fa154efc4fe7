"""Reference posteriors, which the estimators are compared with."""

from pathlib import Path

from pydantic import Field, PositiveInt

from lfi.config.estimators import Strict


class Exact(Strict):
    """The exact posterior, for problems that have one."""

    draws: PositiveInt = Field(10_000, description="posterior draws for each data set")


class DrawsFile(Strict):
    """Posterior draws at the observation from a user's file."""

    path: Path = Field(description=".csv, .npy or .h5 file of the draws")


class Nested(Strict):
    """Nested sampling of the likelihood by bilby and dynesty."""

    nlive: PositiveInt = Field(500, description="live points")


class References(Strict):
    """References; the estimators are compared with the first one that is given."""

    exact: Exact | None = Field(None, description="exact posterior")
    file: DrawsFile | None = Field(None, description="posterior draws from a file")
    nested: Nested | None = Field(None, description="nested sampling")
