"""Nested sampling of a known likelihood by bilby and dynesty."""

import re
from pathlib import Path
from typing import Any

import bilby
import numpy as np

from lfi.errors import LfiError
from lfi.priors import CorrelatedNormal, LogNormal, LogUniform, Normal, Prior, Scipy, Uniform
from lfi.problems.base import Problem
from lfi.typing import Array

# Seconds between two lines of progress.
PROGRESS_SECONDS = 5
DYNESTY = re.compile(r"(\d+)it .* logz=(\S+)\+/-\S+ dlogz:(\S+)>(\S+)\]")


class _FromScipy(bilby.core.prior.Prior):
    """A distribution of SciPy, as bilby samples it: by its quantile function."""

    def __init__(self, distribution: Any, name: str) -> None:
        minimum, maximum = map(float, distribution.support())
        super().__init__(name=name, minimum=minimum, maximum=maximum)
        self.distribution = distribution

    def rescale(self, val: Array) -> Array:
        return self.distribution.ppf(val)

    def prob(self, val: Array) -> Array:
        return self.distribution.pdf(val)

    def ln_prob(self, val: Array) -> Array:
        return self.distribution.logpdf(val)


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
        problem: the problem, which has a likelihood.
        x: the observation, shape (*data).
        nlive: number of live points.
        seed: seed of bilby's random generator.
        folder: folder of bilby's checkpoint, from which an interrupted run resumes.

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
        sampling_seed=seed,  # under this name bilby seeds the initial points and the final resampling too
        outdir=str(folder),
        label="nested",
        check_point_plot=False,
        save=False,
        print_method=f"interval-{PROGRESS_SECONDS}",
    )


def bilby_priors(prior: Prior) -> bilby.core.prior.PriorDict:
    """Convert a prior to bilby's classes.

    Raises:
        LfiError: bilby has no such distribution.
    """
    converted: dict[str, bilby.core.prior.Prior] = {}
    for factor in prior.factors():
        converted |= _convert(factor)
    # A plain PriorDict hands draws of joint priors to dynesty in the wrong shape (bilby 2.8).
    return bilby.core.prior.ConditionalPriorDict(converted)


def _convert(prior: Prior) -> dict[str, bilby.core.prior.Prior]:
    """Convert the prior of one parameter, or of several that are not independent; by parameter."""
    name = prior.names[0]
    match prior:
        case Uniform():
            return {name: bilby.core.prior.Uniform(*prior.pairs[name], name)}
        case LogUniform():
            return {name: bilby.core.prior.LogUniform(*prior.pairs[name], name)}
        case Normal():
            return {name: bilby.core.prior.Gaussian(*prior.pairs[name], name)}
        case LogNormal():
            return {name: bilby.core.prior.LogNormal(*prior.pairs[name], name)}
        case Scipy():
            return {name: _FromScipy(prior.distributions[name], name)}
        case CorrelatedNormal():
            names, mean = list(prior.names), prior.mean.tolist()
            joint = bilby.core.prior.MultivariateGaussianDist(names, mus=mean, covs=prior.covariance)
            return {parameter: bilby.core.prior.MultivariateGaussian(joint, parameter) for parameter in names}
    raise LfiError(f"nested sampling: bilby has no {type(prior).__name__}; use a prior of lfi.priors")


def progress(line: str) -> str:
    """What dynesty prints of a run, in fewer words; other lines as they are.

    >>> progress("843it [0:00:36 bound:1 nc: 31 ncall:8.5e+03 eff:9.9% logz=103.19+/-0.16 dlogz:123>0.1]")
    '843 iterations, log evidence 103.19; 123 nats to go, until 0.1'
    """
    found = DYNESTY.match(line)
    if not found:
        return line
    return "{} iterations, log evidence {}; {} nats to go, until {}".format(*found.groups())
