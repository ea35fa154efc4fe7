"""Scores of estimators on test pairs: densities, predictions and covariances against what is known."""

from collections.abc import Mapping, Sequence

import numpy as np

from lfi.data.simulations import Pairs, split
from lfi.diagnostics.moments import exact_moment_scores, residual_scores
from lfi.diagnostics.scores import Score, mean_score, rmse_score
from lfi.problems.base import Problem, Regression
from lfi.typing import Array


def density_scores(problem: Problem, log_prob: Mapping[str, Array], theta: Array, x: Array) -> list[Score]:
    """Density that the estimators give to the test pairs.

    Args:
        problem: it may have an exact posterior.
        log_prob: by estimator, log q(theta | x) of the pairs, shape (n,).
        theta: parameters of the pairs, shape (n, parameters).
        x: data of the pairs, shape (n, *data).

    Returns:
        ``nll``, the mean of -log q(theta | x), and where the exact posterior is known ``mean_kl``, the mean of
        log p_exact(theta | x) - log q(theta | x): an unbiased estimate of the Kullback-Leibler divergence of q from
        the exact posterior averaged over data sets. Both in nats.
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
    """Errors of predictions relative to the exact posterior means, in the parameters' units.

    Args:
        problem: no scores unless it has an exact posterior.
        predictions: by estimator, shape (n, parameters).
        x: the data that they are made from, shape (n, *data).
    """
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
    names: Sequence[str], predictions: Mapping[str, Mapping[str, Array]], theta: Array, exact: Array | None
) -> list[Score]:
    """Whether the covariances of the estimators that predict them are right.

    Args:
        names: of the parameters.
        predictions: by estimator, its means ``test`` and, if it has them, its covariances ``test_covariance``.
        theta: parameters of the test pairs, shape (n, parameters).
        exact: draws of the exact posterior for the first test data sets, shape (datasets, draws, parameters), if any.
    """
    scores = []
    for name, predicted in predictions.items():
        if "test_covariance" in predicted:
            mean, covariance = predicted["test"], predicted["test_covariance"]
            scores += residual_scores(name, mean, covariance, theta)
            if exact is not None and (n := len(exact)):
                scores += exact_moment_scores(name, names, mean[:n], covariance[:n], exact, "exact, test data sets")
    return scores


def regression_scores(
    problem: Regression,
    predictions: Mapping[str, Mapping[str, Array]],
    training: Pairs,
    test: Pairs,
    fractions: Sequence[float],
) -> list[Score]:
    """RMSE to the noiseless curve and validation error, of estimators, least squares and the noise alone.

    Args:
        problem: it knows the noiseless curve.
        predictions: by estimator, its predictions ``validation`` and ``test``, and covariances as in
            ``covariance_scores``.
        training: theta and x of the training set.
        test: theta and x of the test set.
        fractions: of the training set for train, validation and calibration.
    """
    theta, x = training
    train, validation, _ = split(len(theta), fractions)
    inputs = {"validation": x[validation].astype(float), "test": test[1].astype(float)}
    coefficients = np.linalg.lstsq(problem.features(x[train].astype(float)), theta[train], rcond=None)[0]
    least_squares = {part: problem.features(values) @ coefficients for part, values in inputs.items()}
    scores = []
    for name, values in {**predictions, "least_squares": least_squares}.items():
        error = (values["test"] - problem.truth(inputs["test"])).ravel()
        scores.append(rmse_score(name, "rmse_truth", error, "noiseless curve, test inputs"))
        residual = (values["validation"] - theta[validation]).ravel()
        scores.append(mean_score(name, "validation_mse", residual**2, "validation part"))
    rows = len(theta[validation])
    floor = Score("noise_floor", "validation_mse", problem.noise_variance, None, rows, "known noise")
    return [*scores, floor, *covariance_scores(problem.parameters, predictions, test[0], exact=None)]
