"""Which scores a problem's posteriors and regressors get."""

from collections.abc import Mapping

import numpy as np

from lfi.diagnostics.calibration import uniformity
from lfi.diagnostics.scores import Score, mean_score, moment_scores, rmse_score
from lfi.posteriors import Draws
from lfi.problems.base import Problem, Regression
from lfi.typing import Array


def posterior_scores(names: tuple[str, ...], draws: Mapping[str, Draws]) -> list[Score]:
    """Log evidence and moments at the observation, beside the exact posterior where there is one."""
    exact = draws.get("exact")
    scores = []
    for name, own in draws.items():
        if own.log_evidence is not None:
            value, error = own.log_evidence
            scores.append(Score(name, "log_evidence", value, error or None, 1, "observation"))
        if exact is not None and name != "exact":
            scores += moment_scores(name, own.theta[0], exact.theta[0], names, "exact, observation")
    return scores


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


def calibration_scores(names: tuple[str, ...], levels: Mapping[str, Array]) -> list[Score]:
    """p-values of the credible levels (datasets, parameters), a parameter at a time and combined."""
    scores = []
    for name, values in levels.items():
        p_values, combined = uniformity(values)
        for label, p_value in [*zip(names, p_values, strict=True), ("combined", combined)]:
            scores.append(Score(name, f"ks_p_{label}", float(p_value), None, len(values), "uniform"))
    return scores


def regression_scores(
    problem: Regression,
    predictions: Mapping[str, Mapping[str, Array]],
    parts: Mapping[str, tuple[Array, Array]],
) -> list[Score]:
    """RMSE to the noiseless curve and validation error, beside least squares and the noise floor.

    Args:
        predictions: by estimator, its predictions for the parts ``validation`` and ``test``.
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
    return [*scores, floor]
