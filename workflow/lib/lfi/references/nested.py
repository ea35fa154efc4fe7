"""Stochastic sampling of a known likelihood: nested sampling by bilby and dynesty."""

from pathlib import Path
from typing import Any

import bilby
import numpy as np

from lfi.errors import LfiError
from lfi.priors import CorrelatedNormal, LogUniform, Normal, Prior, Uniform
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
        priors=bilby_priors(problem.prior),
        sampler="dynesty",
        nlive=nlive,
        sampling_seed=seed,  # under this name it seeds the initial points and the final resampling too
        outdir=str(folder),
        label="nested",
        check_point_plot=False,
        save=False,
        print_method="interval-5",
    )


def bilby_priors(prior: Prior) -> bilby.core.prior.PriorDict:
    """The same prior as bilby has it.

    Raises:
        LfiError: bilby has no such distribution.
    """
    # A plain PriorDict hands joint priors' draws to dynesty in the wrong shape (bilby 2.8).
    return bilby.core.prior.ConditionalPriorDict(
        {name: own for part in prior.factors() for name, own in _of(part).items()}
    )


def _of(prior: Prior) -> dict[str, bilby.core.prior.Prior]:
    """Bilby's priors of parameters that are not independent, or of a single one."""
    name = prior.names[0]
    match prior:
        case Uniform():
            return {name: bilby.core.prior.Uniform(*prior.pairs[name], name)}
        case LogUniform():
            return {name: bilby.core.prior.LogUniform(*prior.pairs[name], name)}
        case Normal():
            return {name: bilby.core.prior.Gaussian(*prior.pairs[name], name)}
        case CorrelatedNormal():
            names, mean = list(prior.names), prior.mean.tolist()
            joint = bilby.core.prior.MultivariateGaussianDist(names, mus=mean, covs=prior.covariance)
            return {own: bilby.core.prior.MultivariateGaussian(joint, own) for own in names}
    raise LfiError(f"nested sampling: bilby has no {type(prior).__name__}; use a prior of lfi.priors")
