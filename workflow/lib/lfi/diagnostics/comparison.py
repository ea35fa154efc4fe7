"""Which scores a problem's posteriors get, and in which order."""

from collections.abc import Mapping, Sequence

from lfi.data.checks import of_rounds
from lfi.data.posteriors import Draws
from lfi.data.simulations import Pairs
from lfi.diagnostics.c2st import c2st
from lfi.diagnostics.calibration import uniformity
from lfi.diagnostics.coverage import conservativeness
from lfi.diagnostics.importance import effective_sample_size, log_evidence, pareto_k
from lfi.diagnostics.predictions import covariance_scores, density_scores, mean_scores
from lfi.diagnostics.scores import Score, largest, mean_estimate, mean_over_observations, mean_score, moment_scores
from lfi.problems.base import Problem
from lfi.typing import Array

# Of each posterior, as the field's benchmark has it.
C2ST_DRAWS = 10_000
# What posteriors are compared with: the first of these that there is.
REFERENCES = ("exact", "file", "nested")


def inference_scores(
    problem: Problem,
    draws: Mapping[str, Draws],
    checks: Mapping[str, Sequence[Mapping[str, Array]]],
    levels: Mapping[str, Mapping[str, Array]],
    evaluations: Mapping[str, Mapping[str, Array]],
    test: Pairs | None,
    beside: Sequence[Score],
) -> list[Score]:
    """Every score of a problem's posteriors and of the estimators behind them.

    Args:
        problem: it names the parameters and may have an exact posterior.
        draws: by posterior, its draws.
        checks: by estimator, what ``at_observation`` measured at each observation.
        levels: by estimator, what ``calibrate`` measured.
        evaluations: by estimator, log densities or means ``test`` of the test pairs, and ``test_covariance``.
        test: theta and x of the test set, or None.
        beside: the posteriors' ``posterior_scores``.
    """
    rows = evidence_scores({name: each.log_evidence for name, each in draws.items()})
    rows += beside
    weighted = {name: each for name, each in checks.items() if "log_weights" in each[0]}
    rows += importance_scores({name: [at["log_weights"] for at in each] for name, each in weighted.items()})
    if test is not None:
        rows += evaluation_scores(problem, evaluations, *test, draws["exact"].tests if "exact" in draws else None)
    amortised = {name: each for name, each in levels.items() if not of_rounds(checks[name])}
    rows += information_scores(problem.parameters, amortised)
    rows += calibration_scores(problem.parameters, {name: each["ranks"] for name, each in levels.items()})
    return rows + conservativeness_scores({name: each["coverage"] for name, each in levels.items()})


def evaluation_scores(
    problem: Problem, evaluations: Mapping[str, Mapping[str, Array]], theta: Array, x: Array, exact: Array | None
) -> list[Score]:
    """Scores of densities, predictions and covariances on the test pairs.

    Args:
        problem: it may have an exact posterior.
        evaluations: as for ``inference_scores``.
        theta: parameters of the pairs, shape (n, parameters).
        x: data of the pairs, shape (n, *data).
        exact: draws of the exact posterior for the first test data sets, shape (datasets, draws, parameters), if any.
    """
    values = {name: each["test"] for name, each in evaluations.items()}
    densities = {name: value for name, value in values.items() if value.ndim == 1}
    predictions = {name: value for name, value in values.items() if value.ndim == 2}
    return [
        *density_scores(problem, densities, theta, x),
        *mean_scores(problem, predictions, x),
        *covariance_scores(problem.parameters, evaluations, theta, exact),
    ]


def evidence_scores(evidence: Mapping[str, Array | None]) -> list[Score]:
    """Log evidences of the observations: by posterior, values and errors, shape (observations, 2), or None."""
    known = {name: values for name, values in evidence.items() if values is not None}
    return [
        mean_estimate([Score(name, "log_evidence", value, error or None, 1, "observation") for value, error in values])
        for name, values in known.items()
    ]


def posterior_scores(names: Sequence[str], draws: Mapping[str, Sequence[Array]], seed: int) -> list[Score]:
    """Moments and C2ST at the observations, against the first of ``REFERENCES`` that there is.

    Args:
        names: of the parameters.
        draws: by posterior, those at each observation, shape (draws, parameters).
        seed: of the C2ST's classifiers.
    """
    reference = next((name for name in REFERENCES if name in draws), None)
    if reference is None:
        return []
    scores = []
    for name, samples in draws.items():
        if name != reference:
            each = _against(name, samples, draws[reference], names, f"{reference}, observation", seed)
            scores += [mean_over_observations(rows) for rows in zip(*each, strict=True)]
    return scores


def _against(
    name: str, draws: Sequence[Array], references: Sequence[Array], parameters: Sequence[str], against: str, seed: int
) -> list[list[Score]]:
    """Scores at each observation of draws (n, parameters) against a reference's (m, parameters)."""
    pairs = list(zip(draws, references, strict=True))
    counts = [min(len(drawn), len(reference), C2ST_DRAWS) for drawn, reference in pairs]
    first, second = ([each[:n] for each, n in zip(side, counts, strict=True)] for side in (references, draws))
    return [
        [*moment_scores(name, *pair, parameters, against), Score(name, "c2st", *found, n, against)]
        for pair, found, n in zip(pairs, c2st(first, second, seed), counts, strict=True)
    ]


def importance_scores(log_weights: Mapping[str, Sequence[Array]]) -> list[Score]:
    """What weights (draws,) at each observation say: log evidence, effective sample size, and index of their tail."""
    scores = []
    for name, each in log_weights.items():
        evidence, effective, tail = zip(*(_of_weights(name, weights) for weights in each), strict=True)
        scores += [mean_estimate(evidence), mean_over_observations(effective), largest(tail)]
    return scores


def _of_weights(name: str, log_weights: Array) -> tuple[Score, Score, Score]:
    n, against = len(log_weights), "likelihood, observation"
    return (
        Score(name, "importance_log_evidence", *log_evidence(log_weights), n, against),
        Score(name, "effective_draws", effective_sample_size(log_weights), None, n, against),
        Score(name, "pareto_k", pareto_k(log_weights), None, n, against),
    )


def information_scores(names: Sequence[str], levels: Mapping[str, Mapping[str, Array]]) -> list[Score]:
    """What posteriors gain over the prior, in nats, and their contraction, over the calibration part.

    Args:
        names: of the parameters.
        levels: by estimator, ``gain`` (datasets,) and ``contraction`` (datasets, parameters).

    Returns:
        ``information_gain``, the mean log density of the truth less that under the prior: never above the expected
        information gain of the experiment (Lindley 1956, Ann. Math. Stat. 27, 986), which the exact posterior has.
        ``contraction_<name>``: 1 where the data determine a parameter, 0 where the posterior is as wide as the prior.
    """
    scores = []
    for name, each in levels.items():
        scores.append(mean_score(name, "information_gain", each["gain"], "prior, calibration part"))
        for parameter, values in zip(names, each["contraction"].T, strict=True):
            scores.append(mean_score(name, f"contraction_{parameter}", values, "prior, calibration part"))
    return scores


def calibration_scores(names: Sequence[str], ranks: Mapping[str, Array]) -> list[Score]:
    """p-values of ranks, a parameter at a time and combined.

    Args:
        names: of the parameters.
        ranks: by estimator, shape (datasets, parameters).
    """
    scores = []
    for name, values in ranks.items():
        p_values, combined = uniformity(values)
        for label, p_value in [*zip(names, p_values, strict=True), ("combined", combined)]:
            scores.append(Score(name, f"ks_p_{label}", float(p_value), None, len(values), "uniform"))
    return scores


def conservativeness_scores(levels: Mapping[str, Array]) -> list[Score]:
    """How much more than their nominal level highest-density regions cover, averaged over levels; 0 is right."""
    return [
        Score(name, "conservativeness", *conservativeness(values), len(values), "expected coverage")
        for name, values in levels.items()
    ]


def failure_scores(failed: int, n: int) -> list[Score]:
    """How many of the training set's n draws failed; no score if none did.

    Args:
        failed: number of draws that failed.
        n: number of draws.
    """
    return [Score("simulator", "failed_draws", failed, None, n, "training set")] if failed else []


def speed_scores(
    trainings: Mapping[str, Mapping[str, float]], timings: Mapping[str, Mapping[str, float]]
) -> list[Score]:
    """How long the trainings took, and how fast posteriors are drawn.

    Args:
        trainings: by estimator, ``train_seconds`` and ``steps``.
        timings: by estimator, ``draws_per_second`` and ``draws``.
    """
    return [
        *(
            Score(name, "train_seconds", facts["train_seconds"], None, int(facts["steps"]), "wall clock, steps")
            for name, facts in trainings.items()
        ),
        *(
            Score(name, "draws_per_second", facts["draws_per_second"], None, int(facts["draws"]), "wall clock")
            for name, facts in timings.items()
        ),
    ]
