"""Which scores a problem's posteriors and regressors get."""

from collections.abc import Mapping, Sequence

import numpy as np

from lfi.diagnostics.c2st import c2st
from lfi.diagnostics.calibration import uniformity
from lfi.diagnostics.coverage import conservativeness
from lfi.diagnostics.importance import effective_sample_size, log_evidence, pareto_k
from lfi.diagnostics.moments import exact_moment_scores, residual_scores
from lfi.diagnostics.scores import (
    Score,
    largest,
    mean_estimate,
    mean_over_observations,
    mean_score,
    moment_scores,
    rmse_score,
)
from lfi.problems.base import Problem, Regression
from lfi.typing import Array

# Of each posterior, as the field's benchmark has it.
C2ST_DRAWS = 10_000
# What posteriors are set beside: the first of these that there is.
REFERENCES = ("exact", "file", "nested")


def evidence_scores(evidence: Mapping[str, Array | None]) -> list[Score]:
    """Log evidences of the observations: by posterior, values and errors, shape (observations, 2), or None."""
    known = {name: own for name, own in evidence.items() if own is not None}
    return [
        mean_estimate([Score(name, "log_evidence", value, error or None, 1, "observation") for value, error in own])
        for name, own in known.items()
    ]


def posterior_scores(names: tuple[str, ...], draws: Mapping[str, Sequence[Array]], seed: int) -> list[Score]:
    """Moments and C2ST at the observations, beside the first of ``REFERENCES`` that there is.

    Args:
        names: of the parameters.
        draws: by posterior, those at each observation, shape (draws, parameters).
        seed: of the C2ST's classifiers.
    """
    reference = next((name for name in REFERENCES if name in draws), None)
    if reference is None:
        return []
    scores = []
    for name, own in draws.items():
        if name != reference:
            pairs = zip(own, draws[reference], strict=True)
            each = [_beside(name, *pair, names, f"{reference}, observation", seed) for pair in pairs]
            scores += [mean_over_observations(rows) for rows in zip(*each, strict=True)]
    return scores


def _beside(name: str, own: Array, reference: Array, names: tuple[str, ...], against: str, seed: int) -> list[Score]:
    """Scores of draws beside a reference's at one observation."""
    n = min(len(own), len(reference), C2ST_DRAWS)
    value, error = c2st(reference[:n], own[:n], seed)
    return [*moment_scores(name, own, reference, names, against), Score(name, "c2st", value, error, n, against)]


def importance_scores(log_weights: Mapping[str, Sequence[Array]]) -> list[Score]:
    """What weights (draws,) at each observation say: log evidence, effective sample size, and index of their tail."""
    scores = []
    for name, each in log_weights.items():
        evidence, effective, tail = zip(*(_of_weights(name, own) for own in each), strict=True)
        scores += [mean_estimate(evidence), mean_over_observations(effective), largest(tail)]
    return scores


def _of_weights(name: str, log_weights: Array) -> tuple[Score, Score, Score]:
    n, against = len(log_weights), "likelihood, observation"
    return (
        Score(name, "importance_log_evidence", *log_evidence(log_weights), n, against),
        Score(name, "effective_draws", effective_sample_size(log_weights), None, n, against),
        Score(name, "pareto_k", pareto_k(log_weights), None, n, against),
    )


def density_scores(problem: Problem, log_prob: Mapping[str, Array], theta: Array, x: Array) -> list[Score]:
    """How much density the estimators give the test pairs: theta (n, parameters), x (n, *data), log_prob (n,).

    ``nll`` is the mean of -log q(theta | x); ``mean_kl`` the mean of log p_exact(theta | x) - log q(theta | x), an
    unbiased estimate of the Kullback-Leibler divergence of q from the exact posterior averaged over data sets. Both
    in nats.
    """
    exact = problem.exact()
    truth = None if exact is None or not log_prob else exact.log_prob(theta, x)
    scores = []
    for name, values in log_prob.items():
        scores.append(mean_score(name, "nll", -values, "test pairs"))
        if truth is not None:
            scores.append(mean_score(name, "mean_kl", truth - values, "exact, test pairs"))
    return scores


def mean_scores(problem: Problem, predictions: Mapping[str, Array], x: Array) -> list[Score]:
    """Error of regressors' predictions (n, parameters) to the exact posterior means, in the parameters' units."""
    exact = problem.exact()
    if exact is None or not predictions:
        return []
    errors = {name: values - exact.mean(x) for name, values in predictions.items()}
    return [
        rmse_score(name, f"rmse_{parameter}", error, "exact posterior mean, test pairs")
        for name, columns in errors.items()
        for parameter, error in zip(problem.parameters, columns.T, strict=True)
    ]


def covariance_scores(
    names: tuple[str, ...], predictions: Mapping[str, Mapping[str, Array]], theta: Array, exact: Array | None
) -> list[Score]:
    """Whether the covariances of the estimators that predict them are right, on the test pairs theta (n, parameters).

    Args:
        predictions: by estimator, its means ``test`` and, if it has them, its covariances ``test_covariance``.
        exact: draws of the exact posterior for the first test data sets, shape (datasets, draws, parameters), if any.
    """
    scores = []
    for name, own in predictions.items():
        if "test_covariance" in own:
            mean, covariance = own["test"], own["test_covariance"]
            scores += residual_scores(name, mean, covariance, theta)
            if exact is not None and (n := len(exact)):
                scores += exact_moment_scores(name, names, mean[:n], covariance[:n], exact, "exact, test data sets")
    return scores


def calibration_scores(names: tuple[str, ...], ranks: Mapping[str, Array]) -> list[Score]:
    """p-values of the ranks (datasets, parameters), a parameter at a time and combined."""
    scores = []
    for name, values in ranks.items():
        p_values, combined = uniformity(values)
        for label, p_value in [*zip(names, p_values, strict=True), ("combined", combined)]:
            scores.append(Score(name, f"ks_p_{label}", float(p_value), None, len(values), "uniform"))
    return scores


def conservativeness_scores(levels: Mapping[str, Array]) -> list[Score]:
    """How much more than their nominal level highest-density regions cover, averaged over levels; 0 is right."""
    return [
        Score(name, "conservativeness", *conservativeness(own), len(own), "expected coverage")
        for name, own in levels.items()
    ]


def regression_scores(
    problem: Regression,
    predictions: Mapping[str, Mapping[str, Array]],
    parts: Mapping[str, tuple[Array, Array]],
) -> list[Score]:
    """RMSE to the noiseless curve and validation error, beside least squares and the noise floor.

    Args:
        predictions: by estimator, its predictions for the parts ``validation`` and ``test``, and covariances as in
            ``covariance_scores``.
        parts: ``train``, ``validation`` and ``test`` as (theta, x).
    """
    theta, x = parts["train"]
    coefficients = np.linalg.lstsq(problem.features(x.astype(float)), theta, rcond=None)[0]
    least_squares = {
        name: problem.features(parts[name][1].astype(float)) @ coefficients for name in ("validation", "test")
    }
    scores = []
    for name, values in {**predictions, "least_squares": least_squares}.items():
        error = (values["test"] - problem.truth(parts["test"][1].astype(float))).ravel()
        scores.append(rmse_score(name, "rmse_truth", error, "noiseless curve, test inputs"))
        residual = (values["validation"] - parts["validation"][0]).ravel()
        scores.append(mean_score(name, "validation_mse", residual**2, "validation part"))
    floor = Score(
        "noise_floor", "validation_mse", problem.noise_variance, None, len(parts["validation"][0]), "known noise"
    )
    return [*scores, floor, *covariance_scores(problem.parameters, predictions, parts["test"][0], exact=None)]
