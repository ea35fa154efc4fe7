"""Whether restricted priors may have cut off the truth."""

import scipy

from lfi.diagnostics.verdicts import Verdict, verdict_of
from lfi.typing import Array


def truncation_verdict(truncation: Array) -> Verdict:
    """Whether more truths are outside of their posterior's region than there should be, by a binomial test.

    Args:
        truncation: truths outside, data sets tested, and the expected part outside.
    """
    outside, tested, expected = int(truncation[0]), int(truncation[1]), float(truncation[2])
    p_value = float(scipy.stats.binom.sf(outside - 1, tested, expected))
    failing = f"{outside} of {tested} truths are outside, so a round may cut off the truth; raise rounds.mass"
    return verdict_of("Truncation", p_value, tested, "data sets", "regions keep the truths", failing)
