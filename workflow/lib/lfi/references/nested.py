"""Stochastic sampling of a known likelihood: nested sampling by bilby and dynesty."""

from pathlib import Path
from typing import Any

import bilby
import numpy as np

from lfi.errors import LfiError
from lfi.priors import Uniform
from lfi.problems.base import Problem
from lfi.typing import Array


class _Likelihood(bilby.Likelihood):
    def __init__(self, problem: Problem, x: Array) -> None:
        super().__init__()
        self.problem, self.x = problem, x

    def log_likelihood(self, parameters: dict[str, float]) -> float:
        theta = np.array([[parameters[name] for name in self.problem.parameters]])
        return float(self.problem.log_likelihood(theta, self.x)[0])


def nested(problem: Problem, x: Array, nlive: int, seed: int, folder: Path) -> Any:
    """Sample the posterior of one observation.

    Args:
        x: the observation, shape (*data).
        nlive: live points.
        seed: of bilby's generator.
        folder: bilby writes its checkpoint here, and takes the sampling up again from it.

    Returns:
        The ``bilby.core.result.Result``.

    Raises:
        LfiError: the problem has no likelihood.
    """
    if not problem.has_likelihood:
        raise LfiError("nested sampling needs a problem with log_likelihood; remove references.nested")
    return bilby.run_sampler(
        likelihood=_Likelihood(problem, x),
        priors=_priors(problem),
        sampler="dynesty",
        nlive=nlive,
        sampling_seed=seed,  # under this name it seeds the initial points and the final resampling too
        outdir=str(folder),
        label="nested",
        check_point_plot=False,
        save=False,
        print_method="interval-5",
    )


def _priors(problem: Problem) -> bilby.core.prior.PriorDict:
    prior = problem.prior
    if not isinstance(prior, Uniform):
        raise LfiError(f"nested sampling: no bilby prior for {type(prior).__name__}; use Uniform")
    names = zip(prior.names, prior.low, prior.high, strict=True)
    return bilby.core.prior.PriorDict({name: bilby.core.prior.Uniform(low, high, name) for name, low, high in names})
