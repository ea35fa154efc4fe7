"""Expected coverage: how often a posterior's highest-density regions hold the truth, all parameters together.

Hermans et al. (2022), Trans. Mach. Learn. Res., arXiv:2110.06581. The coverage curve of the levels is
``lfi.diagnostics.calibration.pp_curve``, with its band. The prior passes: its regions hold the truth as often as they
promise; see ``information``.
"""

import numpy as np

from lfi.diagnostics.ranks import fractional_ranks
from lfi.diagnostics.verdicts import Verdict, uniformity_test, verdict_of, worst_level
from lfi.typing import Array


def hpd_levels(log_prob_truth: Array, log_prob_draws: Array, rng: np.random.Generator) -> Array:
    """Level of the highest-density region that just holds the truth: the fraction of draws with higher density.

    Args:
        log_prob_truth: log q(theta | x) of the truths, up to a constant a data set, shape (datasets,).
        log_prob_draws: of the posterior's own draws, shape (datasets, draws).
        rng: settles ties, as in ``fractional_ranks``.

    Returns:
        Shape (datasets,); uniform on [0, 1] if the posterior is right.

    Raises:
        LfiError: a log density is not a number.
    """
    return fractional_ranks(-log_prob_truth, -log_prob_draws, rng)


def conservativeness(levels: Array) -> tuple[float, float]:
    """Mean over nominal levels of coverage less nominal level, and its standard error: 1/2 less the levels' mean.

    Positive: regions are wider than they need to be (conservative). Negative: too narrow (overconfident). It lies
    between -1/2 and 1/2.
    """
    return float(0.5 - levels.mean()), float(levels.std(ddof=1) / np.sqrt(len(levels)))


def coverage_verdict(levels: Array) -> Verdict:
    """Whether levels (datasets,) are uniform, by Kolmogorov-Smirnov; says where coverage is farthest off if not."""
    nominal, held = worst_level(levels)
    failing = f"regions of all parameters that promise {100 * nominal:.0f} % hold {100 * held:.0f} % of the truths"
    p_value = uniformity_test(levels)
    return verdict_of("Coverage", p_value, len(levels), "data sets", "regions hold what they promise", failing)
