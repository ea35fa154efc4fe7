"""Whether a posterior agrees with a reference at the observation: by C2ST, means and standard deviations."""

from collections.abc import Mapping, Sequence

import numpy as np

from lfi.diagnostics.scores import Score
from lfi.diagnostics.verdicts import Verdict

# Largest C2ST, of draws of which a classifier may tell three in ten from the reference's more than by chance.
C2ST_LIMIT = 0.65
# Largest shift of a mean, in units of the reference's sd, and largest ratio of sds, or of their inverses.
SHIFT_LIMIT = 0.3
RATIO_LIMIT = 1.25


def reference_verdict(names: Sequence[str], scores: Sequence[Score]) -> Verdict | None:
    """Whether C2ST and moments are within their limits, the moments with three standard errors to spare.

    Args:
        names: of the parameters.
        scores: of one posterior.

    Returns:
        The verdict, which has no p-value; None where there is no reference.
    """
    found = {score.score: score for score in scores}
    if "c2st" not in found:
        return None
    c2st = found["c2st"]
    faults = [f"{fault} in {name}" for name in names for fault in _faults(name, found)]
    against, where = c2st.reference.split(", ")
    passed = c2st.value <= C2ST_LIMIT and not faults
    agrees = "agrees with" if passed else "differs from"
    says = f"Reference: {agrees} {against} at the {where}, C2ST {c2st.value:.2f} (limit {C2ST_LIMIT})"
    return Verdict("Reference", None, c2st.n, passed, f"{says}: draws are {', '.join(faults)}" if faults else says)


def _faults(name: str, found: Mapping[str, Score]) -> list[str]:
    """What is wrong with the mean and the sd of one parameter."""
    shift, ratio = found[f"mean_shift_{name}"], found[f"sd_ratio_{name}"]
    faults = []
    if abs(shift.value) > SHIFT_LIMIT + 3 * (shift.standard_error or 0.0):
        faults.append(f"too {'high' if shift.value > 0 else 'low'} by {abs(shift.value):.2g} sd")
    if abs(np.log(ratio.value)) > np.log(RATIO_LIMIT) + 3 * (ratio.standard_error or 0.0) / ratio.value:
        faults.append(f"too {'wide' if ratio.value > 1 else 'narrow'}, {ratio.value:.2g} times the sd,")
    return faults
