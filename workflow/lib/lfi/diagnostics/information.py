"""Whether a posterior is informative: what it learned of each parameter, and what it misses of what the data say.

The prior is calibrated, and so is a posterior that ignores some data: SBC and coverage cannot see them. A posterior
that is right and the truth are exchangeable given the data. So for every function f(theta, x) the truth's value less
its mean over the draws has mean 0 (Modrák et al. 2023, arXiv:2211.02383, on quantities that depend on the data). Here f
is what a regression adds to the posterior: the sum over cosines of a parameter's rank, each times the difference of
what regression and draws expect of it. Its mean is above 0 only if the regression knows something that the posterior
does not. Where the data say nothing of a parameter, no regression does, and the prior passes.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import scipy  # loads scipy.stats where it is used: drawing from an estimator uses none

from lfi.diagnostics.verdicts import SIGNIFICANCE, Verdict, bonferroni, verdict_of
from lfi.typing import Array

# What a regression may add to a posterior, and how much too little or too much draws may say, in units of what was
# learned, before a parameter is said to fail: every trained estimator is off by a little.
TOLERATED = 0.02
# Below this part of what a regression adds, nothing was learned; below this part of what was learned, little is true.
NOTHING, LITTLE = 0.1, 0.5
# Less than this was learned: nothing is known.
UNKNOWN = 0.02


class Information(NamedTuple):
    """What a posterior says of each parameter, each of shape (datasets, parameters).

    The sums are over the cosines of ``predictor.Predictor``; means of draws stand for expectations.

    Attributes:
        contraction: 1 less the posterior's variance over the prior's; its mean is the posterior contraction
            (Betancourt 2018, arXiv:1803.08393; Schad, Betancourt & Vasishth 2021, Psychol. Methods 26, 103).
        learned: squared means of the draws: 0 for the prior, the larger, the more the posterior differs from it.
        agreed: means of the draws times the truth: its mean is that of ``learned`` if the posterior is right.
        missed: what the regression adds to the posterior; its mean is 0 if the posterior is right.
    """

    contraction: Array
    learned: Array
    agreed: Array
    missed: Array


def information(contraction: Array, truth: Array, draws: Array, expected: Array) -> Information:
    """Compare truths and draws with what a regression expects.

    Two halves of the draws stand for the posterior's mean where it is multiplied by itself, which makes each mean exact
    however few the draws are.

    Args:
        contraction: shape (datasets, parameters).
        truth: cosines of the truths, shape (datasets, parameters, cosines).
        draws: of posterior draws, shape (datasets, draws, parameters, cosines).
        expected: what the regression expects of the truths', shape (datasets, parameters, cosines).
    """
    half = draws.shape[1] // 2
    first, second = draws[:, :half].mean(axis=1), draws[:, half:].mean(axis=1)
    return Information(
        contraction,
        np.sum(first * second, axis=-1),
        np.sum(truth * first, axis=-1),
        np.sum((truth - first) * (expected - second), axis=-1),
    )


def information_verdict(names: Sequence[str], levels: Mapping[str, Array]) -> Verdict:
    """Whether draws tell more than the prior, and neither less nor more of each parameter than the data do.

    A posterior fails if its mean gain is below 0; if a regression adds to what it says of a parameter; or if the truth
    confirms more of that than it says, or less, of which ``agreed`` less ``learned`` is the measure. Tests of means,
    combined by Bonferroni; the last two kinds fail only beyond ``TOLERATED``, too.

    Args:
        names: of the parameters.
        levels: the fields of ``Information``, and ``gain`` (datasets,): log density of the truth under the posterior,
            less that under the prior.
    """
    found = Information(*(levels[field] for field in Information._fields))
    gain, p_values = levels["gain"], np.array([_p_value(*each) for each in zip(*(c.T for c in found[1:]), strict=True)])
    worse = _above_zero(-gain)
    tests = np.r_[worse, p_values]
    failed = [k for k, p_value in enumerate(p_values) if len(tests) * p_value < SIGNIFICANCE]
    said = {k: _fault(*(float(column[:, k].mean()) for column in found[1:])) for k in failed}
    faults = [
        f"{words} {_listed(names, found.contraction, [k for k in failed if said[k] == words])}"
        for words in dict.fromkeys(said.values())
    ]
    if len(tests) * worse < SIGNIFICANCE:
        faults.insert(0, f"tells less of the parameters than the prior, by {-gain.mean():.2g} nats")
    passing = f"gains {gain.mean():.2g} nats, and a regression finds no more about {_all(names, found)}"
    return verdict_of("Information", bonferroni(tests), len(gain), "data sets", passing, "; ".join(faults))


def _p_value(learned: Array, agreed: Array, missed: Array) -> float:
    """Of both tests of one parameter, from the fields of ``Information`` (datasets,); what is tolerated fails none."""
    excess, tolerated = agreed - learned, TOLERATED * max(0.0, float(learned.mean()))
    adds = _above_zero(missed) if missed.mean() > tolerated else 0.5
    differs = 2 * min(_above_zero(excess), _above_zero(-excess)) if abs(excess.mean()) > tolerated else 0.5
    return min(1.0, 2 * min(adds, differs))


def _above_zero(values: Array) -> float:
    """One-sided p-value of a mean of 0 or less."""
    error = values.std(ddof=1) / np.sqrt(len(values))
    return float(scipy.stats.norm.sf(values.mean() / error)) if error > 0 else float(values.mean() <= 0)


def _fault(learned: float, agreed: float, missed: float) -> str:
    """What is wrong with what a posterior says of one parameter, by the means of the fields of ``Information``."""
    if learned < NOTHING * missed:
        return "learned nothing about"
    if agreed < LITTLE * learned:
        return "draws contradict what the data say about"
    if abs(agreed - learned) > TOLERATED * learned:
        return "draws say too little about" if agreed > learned else "draws say too much about"
    return "misses part of what the data say about"


def _listed(names: Sequence[str], contraction: Array, chosen: Sequence[int]) -> str:
    """Names of parameters with their mean contraction."""
    amounts = ", ".join(f"{100 * contraction[:, k].mean():.0f} %" for k in chosen)
    return f"{', '.join(names[k] for k in chosen)} (contraction {amounts})"


def _all(names: Sequence[str], found: Information) -> str:
    """All parameters, and of which nothing is known."""
    unknown = [name for name, column in zip(names, found.learned.T, strict=True) if column.mean() < UNKNOWN]
    listed = _listed(names, found.contraction, range(len(names)))
    return f"{listed}; nothing is known about {', '.join(unknown)}" if unknown else listed
