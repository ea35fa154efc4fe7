"""Networks for the posterior's mean and covariance, against posteriors whose moments are known."""

import numpy as np
import pytest
import torch
from lfi import inference
from lfi.config.estimators import Moments, Training
from lfi.diagnostics.moments import exact_moment_scores, residual_scores
from lfi.training.build import DataDescription, build
from scipy import stats
from support.gaussian import COVARIANCE, GAIN, POSTERIORS, simulate

OPTIONS = Training(batch_size=200, epochs=10)


def tensors(*arrays):
    return [torch.tensor(array).float() for array in arrays]


def trained(theta, x, steps, rate, **changes):
    """A moment network after some steps on all pairs together, of falling size."""
    torch.manual_seed(0)
    config = Moments(kind="moments", **changes)
    parameters = [f"p{k}" for k in range(theta.shape[1])]
    network = build(config, DataDescription(parameters=parameters, shape=list(x.shape[1:])))
    network.fit_scales(theta, x)
    optimizer = torch.optim.Adam(network.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.01, steps or 1)
    for _ in range(steps):
        optimizer.zero_grad()
        network.training_loss(theta, x).mean().backward()
        optimizer.step()
        schedule.step()
    return network.eval()


@pytest.mark.parametrize("linear_summary", ["linear", "none"])
def test_a_moment_network_finds_the_mean_and_the_covariance_of_a_gaussian_posterior(linear_summary):
    theta, x = simulate(20_000, np.random.default_rng(0))
    network = trained(*tensors(theta, x), steps=150, rate=0.01, hidden=[16], linear_summary=linear_summary)
    x = simulate(500, np.random.default_rng(1))[1]
    sd = np.sqrt(np.diag(COVARIANCE))
    assert np.abs((inference.evaluate(network, x, x) - x @ GAIN.T) / sd).mean() < 0.08
    error = (inference.covariances(network, x) - COVARIANCE) / np.outer(sd, sd)
    assert np.abs(error).mean() < 0.05


def test_its_moments_are_the_posteriors_also_where_that_is_skewed_and_its_width_depends_on_the_data():
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, (5000, 1))
    theta = x**2 + (0.2 + np.abs(x)) * (rng.standard_exponential(x.shape) - 1)
    network = trained(*tensors(theta, x), steps=300, rate=0.02, hidden=[24, 24])
    x = np.linspace(-0.95, 0.95, 201)[:, None]
    mean, covariance = inference.evaluate(network, x, x), inference.covariances(network, x)
    assert np.abs((mean - x**2) / (0.2 + np.abs(x))).mean() < 0.08
    assert np.abs(np.sqrt(covariance[:, 0]) / (0.2 + np.abs(x)) - 1).mean() < 0.08


def test_a_moment_network_starts_from_the_linear_regression_and_its_residual():
    theta, x = tensors(*simulate(2000, np.random.default_rng(0)))
    theta = theta * torch.tensor([1.0, 100.0]) + 5
    network = trained(theta, x, steps=0, rate=0.01)
    columns = torch.cat([x, torch.ones(len(x), 1)], dim=1)
    expected = columns @ torch.linalg.lstsq(columns, theta).solution
    assert np.allclose(inference.evaluate(network, theta.numpy(), x.numpy()), expected, rtol=1e-3, atol=1e-3)
    left = (theta - expected).square().sum(dim=0) / (len(x) - columns.shape[1])
    covariance = inference.covariances(network, x[:10].numpy())
    assert np.allclose(covariance, np.diag(left.numpy()), rtol=1e-3)


@pytest.mark.parametrize("standardize", [True, False])
def test_its_loss_is_the_normal_density_of_its_moments_in_the_units_of_the_parameters(standardize):
    theta, x = simulate(500, np.random.default_rng(0))
    theta = theta * [1.0, 100.0]
    network = trained(*tensors(theta, x), steps=20, rate=0.005, standardize=standardize)
    with torch.no_grad():
        loss = network.loss(*tensors(theta, x)).numpy()
    moments = zip(theta, inference.evaluate(network, theta, x), inference.covariances(network, x), strict=True)
    expected = [-stats.multivariate_normal(mean, covariance).logpdf(truth) for truth, mean, covariance in moments]
    assert np.allclose(loss, expected, rtol=1e-3, atol=1e-3)


def scores(rows):
    return {row.score: row for row in rows}


@pytest.mark.parametrize(("name", "chi2"), [("exact", 1.0), ("too wide", 1 / 1.69), ("too narrow", 1.69)])
def test_residuals_tell_a_right_covariance_from_a_wrong_one(name, chi2):
    theta, x = simulate(20_000, np.random.default_rng(0))
    posterior = POSTERIORS[name]
    covariance = np.broadcast_to(posterior.covariance, (len(x), 2, 2))
    found = scores(residual_scores("network", x @ posterior.gain.T, covariance, theta))
    per_parameter, nll = found["chi2_per_parameter"], found["nll"]
    assert per_parameter.value == pytest.approx(chi2, abs=4 * per_parameter.standard_error)
    assert per_parameter.standard_error == pytest.approx(chi2 / np.sqrt(len(x)), rel=0.05)  # chi2 of 2: variance 4
    assert nll.value == pytest.approx(-posterior.log_prob(theta, x).mean())


@pytest.mark.parametrize(
    ("covariance", "ratios", "kl"),
    [
        (COVARIANCE, (1, 1), 0.0),
        (4 * COVARIANCE, (2, 2), np.log(4) - 0.75),
        (np.diag(np.diag(COVARIANCE)), (1, 1), -0.5 * np.log(1 - COVARIANCE[0, 1] ** 2 / np.prod(np.diag(COVARIANCE)))),
    ],
    ids=["exact", "too wide", "uncorrelated"],
)
def test_moments_are_compared_with_those_of_exact_draws(covariance, ratios, kl):
    rng = np.random.default_rng(0)
    _, x = simulate(5, rng)
    mean, draws = x @ GAIN.T, POSTERIORS["exact"].sample(x, 20_000, rng)
    covariances = np.broadcast_to(covariance, (5, 2, 2))
    found = scores(exact_moment_scores("network", ("a", "b"), mean, covariances, draws, "exact"))
    assert list(found) == ["sd_ratio_a", "sd_ratio_b", "moments_kl"]
    assert [found[f"sd_ratio_{parameter}"].value for parameter in "ab"] == pytest.approx(ratios, rel=0.02)
    assert found["moments_kl"].value == pytest.approx(kl, abs=0.01)
    shifted = scores(exact_moment_scores("network", ("a", "b"), mean + 1, covariances, draws, "exact"))
    assert shifted["moments_kl"].value > kl + 0.1
