"""A trained posterior, for any data."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike
from safetensors.torch import save_file

from lfi import inference, seeding
from lfi.errors import LfiError
from lfi.exports.bilby import bilby_result
from lfi.exports.inference_data import inference_data
from lfi.exports.inferred import Inferred
from lfi.nets.density import DensityEstimator
from lfi.notebook.mode import mode
from lfi.notebook.plotting import corner_plot
from lfi.priors import Prior
from lfi.training import trained
from lfi.typing import Array
from lfi.writing import whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from xarray import DataTree

# Draws that the search for a mode starts from.
STARTS = 1000


class Posterior:
    """A trained posterior q(theta | x), for any data x of the shape that it was trained on.

    ``lfi.load`` and ``lfi.train`` give one. Every method takes one data set, shape (*data), or several, shape
    (n, *data); then the results have a first axis more, of length n. theta and x are in the units of the problem.

    Args:
        network: the density estimator.
        description: what ``estimator.json`` holds: the estimator's configuration, and what it knows of the problem.

    Attributes:
        parameters: names of theta's columns.
        shape: shape of one data set.

    Example:
        >>> import lfi
        >>> from lfi.problems.line import Line
        >>> line = Line(points=20)
        >>> theta, x = lfi.simulate(line, 1000)
        >>> posterior = lfi.train(theta, x, line.prior, kind="flow", training={"epochs": 2})
        >>> posterior.parameters, posterior.shape
        (('m', 'c'), (20,))
        >>> draws = posterior.sample(x[0], 500)
        >>> draws.shape, posterior.sample(x[:3], 500).shape
        ((500, 2), (3, 500, 2))
        >>> posterior.log_prob(draws, x[0]).shape, posterior.log_prob(theta[:3], x[:3]).shape
        ((500,), (3,))
        >>> bool(np.all(posterior.log_prob(posterior.map(x[0]), x[0]) >= posterior.log_prob(draws, x[0])))
        True
    """

    def __init__(self, network: DensityEstimator, description: dict[str, Any]) -> None:
        self.network, self.description = network, description
        self.parameters: tuple[str, ...] = tuple(description["data"]["parameters"])
        self.shape: tuple[int, ...] = tuple(description["data"]["shape"])

    def __repr__(self) -> str:
        kind = self.description["estimator"]["kind"]
        return f"<Posterior of {', '.join(self.parameters)} given x of shape {self.shape}: a {kind}>"

    def sample(self, x: ArrayLike, draws: int = 1000, seed: int = 1) -> Array:
        """Independent draws.

        Args:
            x: data, shape (*data) or (n, *data).
            draws: number of draws for each data set.
            seed: of the draws; the same seed gives the same ones.

        Returns:
            Shape (draws, parameters), or (n, draws, parameters).

        Raises:
            LfiError: x has another shape, or holds a number that is not finite.
        """
        data, several = _data_sets(x, self.shape)
        theta = inference.sample(self.network, data, draws, seeding.integer(seed, "posterior"))
        return theta if several else theta[0]

    def log_prob(self, theta: ArrayLike, x: ArrayLike) -> Array:
        """The log density log q(theta | x), in nats, with theta in its units; -inf outside the prior's support.

        Args:
            theta: parameters, shape (..., parameters), or for several data sets (n, ..., parameters): those for each.
            x: data, shape (*data) or (n, *data).

        Returns:
            Shape (...), or (n, ...).

        Raises:
            LfiError: theta does not fit x or the parameters, x has another shape, or holds a number that is not finite.
        """
        data, several = _data_sets(x, self.shape)
        values = np.asarray(theta, dtype=float)
        asked = values if several else values[None]
        if asked.ndim < 2 or asked.shape[-1] != len(self.parameters) or len(asked) != len(data):
            wanted = (f"({len(data)}, ..., " if several else "(..., ") + f"{len(self.parameters)})"
            raise LfiError(f"theta has shape {values.shape}, not {wanted}, for {', '.join(self.parameters)}")
        flat = asked.reshape(len(data), -1, len(self.parameters))
        densities = [inference.log_prob(self.network, each, one) for each, one in zip(flat, data, strict=True)]
        return np.stack(densities).reshape(asked.shape[:-1] if several else values.shape[:-1])

    def map(self, x: ArrayLike) -> Array:
        """The parameters of the highest density in theta (maximum a posteriori), found from the best of many draws.

        Args:
            x: data, shape (*data) or (n, *data).

        Returns:
            Shape (parameters,), or (n, parameters).

        Raises:
            LfiError: x has another shape, or holds a number that is not finite.
        """
        data, several = _data_sets(x, self.shape)
        draws = inference.sample(self.network, data, STARTS, seeding.integer(1, "map"))
        prior = self.description["data"]["prior"]
        low = np.array([-np.inf if bound is None else bound for bound in prior["low"]])
        high = np.array([np.inf if bound is None else bound for bound in prior["high"]])
        modes = [mode(self.network, one, each, low, high) for one, each in zip(data, draws, strict=True)]
        return np.stack(modes) if several else modes[0]

    def plot(self, x: ArrayLike, truth: ArrayLike | None = None, draws: int = 10_000) -> "Figure":
        """A corner plot of the draws, or for several data sets those of the first five side by side.

        Args:
            x: data, shape (*data) or (n, *data).
            truth: the true parameters, shape (parameters,) or (n, parameters), which are drawn as lines.
            draws: number of draws for each data set.

        Raises:
            LfiError: x has another shape, or holds a number that is not finite.
        """
        theta = self.sample(x, draws).reshape(-1, draws, len(self.parameters))
        return corner_plot(self.parameters, theta, truth)

    def to_bilby(self, x: ArrayLike, prior: Prior, draws: int = 10_000, seed: int = 1) -> Any:
        """Draws as a ``bilby.core.result.Result``: its ``posterior`` is a table, and its own plots work.

        Args:
            x: data, shape (*data) or (n, *data).
            prior: the prior that the posterior was trained with.
            draws: number of draws for each data set.
            seed: of the draws.

        Returns:
            A Result, or for several data sets a list of them.

        Raises:
            LfiError: the prior is of other parameters, bilby is not installed or has no such prior, or x does not fit.
        """
        self._check(prior)
        theta = self.sample(x, draws, seed)
        results = [bilby_result(each, prior) for each in theta.reshape(-1, draws, len(self.parameters))]
        return results if theta.ndim == 3 else results[0]

    def to_inference_data(
        self, x: ArrayLike, prior: Prior | None = None, draws: int = 10_000, seed: int = 1
    ) -> "DataTree":
        """Draws in ArviZ's layout: ``arviz`` plots and summarises it, and ``.to_netcdf(file)`` writes it.

        Args:
            x: data, shape (*data) or (n, *data), which become the group ``observed_data``.
            prior: the prior that the posterior was trained with, for the group ``prior``; None: no such group.
            draws: number of draws for each data set, and of the prior.
            seed: of the draws.

        Returns:
            An ``xarray.DataTree``; several data sets have the dimension ``observation``.

        Raises:
            LfiError: the prior is of other parameters, xarray is not installed, or x does not fit.
        """
        data, _ = _data_sets(x, self.shape)
        coordinates = self.description["data"].get("coordinates")
        inferred = Inferred(
            problem="",
            posterior=self.description["estimator"]["kind"],
            parameters=self.parameters,
            theta=self.sample(data, draws, seed),
            x=data,
            prior=None if prior is None else self._check(prior).sample(draws, seeding.generator(seed, "prior")),
            coordinates=None if coordinates is None else np.array(coordinates),
        )
        return inference_data(inferred)

    def _check(self, prior: Prior) -> Prior:
        """The prior, if it has the posterior's parameters."""
        if tuple(prior.names) != self.parameters:
            mine, others = ", ".join(self.parameters), ", ".join(prior.names)
            raise LfiError(f"the prior is of {others}, but the posterior of {mine}")
        return prior

    def save(self, folder: str | Path) -> Path:
        """Write the posterior into a folder, which ``lfi.load`` and ``lfi posterior`` read.

        Args:
            folder: made if it is not there; files of a posterior in it are replaced.

        Returns:
            The folder.
        """
        folder = Path(folder)
        with whole(folder / "weights.safetensors") as aside:
            save_file(self.network.state_dict(), aside)
        with whole(folder / "estimator.json") as aside:
            aside.write_text(json.dumps(self.description, indent=1))
        return folder


def _data_sets(x: ArrayLike, shape: tuple[int, ...]) -> tuple[Array, bool]:
    """The data sets, shape (n, *data), and whether there may be several."""
    data = np.asarray(x, dtype=float)
    if shape not in (data.shape, data.shape[1:]) or not data.size:
        several = ", ".join(map(str, ("n", *shape)))
        raise LfiError(f"x has shape {data.shape}; this posterior is for {shape}, or several in ({several})")
    if not np.isfinite(data).all():
        raise LfiError("x holds a number that is not finite; mend or leave out that data set")
    return data.reshape(-1, *shape), data.shape != shape


def load(folder: str | Path) -> Posterior:
    """Load a trained posterior; no code that is stored with it is run.

    Args:
        folder: of a trained density estimator, such as ``results/line/estimators/flow``, or what ``save`` has written.

    Raises:
        LfiError: there is no trained estimator, its files are damaged, or it has no density.

    Example:
        >>> import lfi, tempfile
        >>> from lfi.problems.line import Line
        >>> line = Line(points=20)
        >>> theta, x = lfi.simulate(line, 1000)
        >>> posterior = lfi.train(theta, x, line.prior, kind="flow", training={"epochs": 1})
        >>> again = lfi.load(posterior.save(tempfile.mkdtemp()))
        >>> again
        <Posterior of m, c given x of shape (20,): a flow>
        >>> bool(np.all(again.sample(x[0]) == posterior.sample(x[0])))
        True
    """
    folder = Path(folder).expanduser()
    if not (folder / "estimator.json").is_file():
        raise LfiError(f"{folder}: no trained estimator; show those that there are: ls -d results/*/estimators/*")
    return Posterior(trained.load_density(folder), json.loads((folder / "estimator.json").read_text()))
