"""Everything that is said about whether one density estimator can be trusted, from what was measured on it."""

from collections.abc import Mapping, Sequence

from lfi.diagnostics.coverage import coverage_verdict
from lfi.diagnostics.discrepancy import Discrepancy, discrepancy_verdict
from lfi.diagnostics.importance import importance_verdict
from lfi.diagnostics.sbc import sbc_verdict
from lfi.diagnostics.tarp import tarp_verdict
from lfi.diagnostics.verdicts import Verdict
from lfi.typing import Array


def calibration_verdicts(names: Sequence[str], levels: Mapping[str, Array]) -> list[Verdict]:
    """Over many data sets: simulation-based calibration, expected coverage, TARP.

    Args:
        names: of the parameters. levels: ``ranks`` (datasets, parameters), ``coverage`` and ``tarp`` (datasets,).
    """
    return [sbc_verdict(names, levels["ranks"]), coverage_verdict(levels["coverage"]), tarp_verdict(levels["tarp"])]


def observation_verdicts(checks: Mapping[str, Array]) -> list[Verdict]:
    """At the observation: whether it is like the simulations, and the draws' importance weights.

    Args:
        checks: for ``misspecification`` and ``predictive`` the fields of a ``Discrepancy``, such as
            ``predictive_distance``; and ``log_weights`` where there is a likelihood.
    """
    found = []
    for name, title in (("misspecification", "Misspecification"), ("predictive", "Predictive check")):
        if f"{name}_distance" in checks:
            own = Discrepancy(*(checks[f"{name}_{field}"] for field in Discrepancy._fields))
            found.append(discrepancy_verdict(title, own))
    if "log_weights" in checks:
        found.append(importance_verdict(checks["log_weights"]))
    return found
