"""Whether another posterior of the same problem has a higher expected log density, which the right one never has less.

The expected log density of the truth given the data is largest for the exact posterior (Gneiting & Raftery 2007, J. Am.
Stat. Assoc. 102, 359): one that another exceeds misses something that can be learned from these very simulations.
"""

from collections.abc import Mapping

import numpy as np
import scipy  # loads scipy.stats where it is used: drawing from an estimator uses none

from lfi.diagnostics.verdicts import Verdict, verdict_of
from lfi.typing import Array

# Nats that another posterior may have more.
TOLERATED = 0.5


def log_density_verdict(name: str, log_prob: Mapping[str, Array]) -> Verdict | None:
    """Whether no other posterior has a clearly higher mean log density on the same data sets.

    A one-sided test of the mean difference to the best other one, times the number of others (Bonferroni); it fails
    only above ``TOLERATED``, too.

    Args:
        name: of the posterior.
        log_prob: by posterior, log density of the truths, shape (datasets,).

    Returns:
        The verdict; None where there is no other posterior.
    """
    others = {other: values - log_prob[name] for other, values in log_prob.items() if other != name}
    if not others:
        return None
    best = max(others, key=lambda other: float(others[other].mean()))
    difference, n = others[best], len(log_prob[name])
    mean, error = float(difference.mean()), float(difference.std(ddof=1) / np.sqrt(n))
    tested = mean > TOLERATED and error > 0
    p_value = min(1.0, len(others) * float(scipy.stats.norm.sf((mean - TOLERATED) / error))) if tested else 1.0
    passing = f"no other posterior is more than {TOLERATED} nats above it"
    return verdict_of("Log density", p_value, n, "data sets", passing, f"{mean:.2g} nats below {best}")
