"""Whether density estimators can be trusted: all verdicts on them, from what was measured."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lfi.data.checks import of_rounds
from lfi.diagnostics.advice import Training, advised
from lfi.diagnostics.coverage import coverage_verdict
from lfi.diagnostics.discrepancy import Discrepancy, discrepancy_verdict
from lfi.diagnostics.importance import importance_verdict
from lfi.diagnostics.information import information_verdict
from lfi.diagnostics.local import Local, local_verdict
from lfi.diagnostics.ranking import ranked
from lfi.diagnostics.reference import reference_verdict
from lfi.diagnostics.rivals import log_density_verdict
from lfi.diagnostics.sbc import sbc_verdict
from lfi.diagnostics.scores import Score
from lfi.diagnostics.tarp import tarp_verdict
from lfi.diagnostics.truncation import truncation_verdict
from lfi.diagnostics.verdicts import Verdict
from lfi.typing import Array


def verdicts(
    names: Sequence[str],
    levels: Mapping[str, Mapping[str, Array]],
    checks: Mapping[str, Sequence[Mapping[str, Array]]],
    scores: Sequence[Score],
    trainings: Mapping[str, Training],
) -> dict[str, list[Verdict]]:
    """All verdicts on every density estimator of a problem; those that fail say what to do.

    Args:
        names: of the parameters.
        levels: by estimator, what ``calibrate`` measured; empty if it did not.
        checks: by estimator, what ``at_observation`` measured at each observation.
        scores: of the problem's posteriors.
        trainings: by estimator, how its training ended; none of the last of several rounds.
    """
    # Posteriors of rounds are measured on other data sets: their log densities compare with none.
    log_prob = {name: each["log_prob"] for name, each in levels.items() if not of_rounds(checks[name])}
    found = {}
    for name, each in checks.items():
        over_many = calibration_verdicts(names, levels[name]) if levels else []
        beside = log_density_verdict(name, log_prob) if name in log_prob else None
        against = reference_verdict(names, [score for score in scores if score.posterior == name])
        judged = [*over_many, beside, against, *observations_verdicts(names, each)]
        found[name] = [verdict for verdict in judged if verdict is not None]
    first = ranked(found, scores)[0]
    better = first.posterior if first.use == "yes" else None
    return {name: advised(each, trainings.get(name), better) for name, each in found.items()}


def calibration_verdicts(names: Sequence[str], levels: Mapping[str, Array]) -> list[Verdict]:
    """Over many data sets: whether it is informative, simulation-based calibration, expected coverage, TARP.

    Args:
        names: of the parameters.
        levels: what ``calibrate`` measured: ``inference.Levels``, and ``gain``.
    """
    return [
        information_verdict(names, levels),
        sbc_verdict(names, levels["ranks"]),
        coverage_verdict(levels["coverage"]),
        tarp_verdict(levels["tarp"]),
    ]


def observations_verdicts(names: Sequence[str], each: Sequence[Mapping[str, Array]]) -> list[Verdict]:
    """At every observation: of several, those that fail, numbered from 0, and how many pass.

    Each observation is tested by itself: at one in a hundred, a posterior that is right fails.

    Args:
        names: of the parameters.
        each: what ``observation_verdicts`` takes, of each observation.
    """
    judged = [observation_verdicts(names, checks) for checks in each]
    if len(each) == 1:
        return judged[0]
    found = []
    for verdicts in zip(*judged, strict=True):
        failed = [(i, verdict) for i, verdict in enumerate(verdicts) if not verdict.passed]
        found += [replace(verdict, says=f"Observation {i}: {verdict.says}") for i, verdict in failed]
        if passed := len(each) - len(failed):
            diagnostic = verdicts[0].diagnostic
            says = f"{diagnostic}: {passed} of {len(each)} observations pass"
            found.append(Verdict(diagnostic, None, len(each), True, says))
    return found


def observation_verdicts(names: Sequence[str], checks: Mapping[str, Array]) -> list[Verdict]:
    """At the observation: whether it is like the simulations, calibration around it, the draws' importance weights.

    Args:
        names: of the parameters.
        checks: for ``misspecification`` and ``predictive`` the fields of a ``Discrepancy``, such as
            ``predictive_distance``, and the check's ``residuals``; those of a ``Local``, such as ``local_ranks``;
            ``log_weights`` where there is a likelihood; ``truncation`` where there are rounds.
    """
    found = []
    for name, title in (("misspecification", "Misspecification"), ("predictive", "Predictive check")):
        if f"{name}_distance" in checks:
            discrepancy = Discrepancy(*(checks[f"{name}_{field}"] for field in Discrepancy._fields))
            residuals = checks.get("residuals") if name == "predictive" else None
            found.append(discrepancy_verdict(title, discrepancy, residuals))
    if "local_ranks" in checks:
        found.append(local_verdict(names, Local(checks["local_ranks"], checks["local_coverage"])))
    if "truncation" in checks:
        found.append(truncation_verdict(checks["truncation"]))
    if "log_weights" in checks:
        found.append(importance_verdict(checks["log_weights"]))
    return found
