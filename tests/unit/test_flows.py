import numpy as np
import pytest
import torch
from lfi.config.estimators import Flow, PointSetEmbedding
from lfi.nets.build import DataDescription, build
from lfi.nets.transforms import log_interval, truncated_quantile
from scipy import stats

COORDINATES = np.linspace(-1, 1, 20)
DATA = DataDescription(
    parameters=["a", "b"], shape=[20], coordinates=COORDINATES.tolist(), low=[-1.0, 0.0], high=[2.0, 0.5]
)


def pairs(n, seed=0):
    """A line with intercept a and slope b, a and b uniform on the box."""
    rng = np.random.default_rng(seed)
    theta = rng.uniform(DATA.low, DATA.high, (n, 2))
    x = theta[:, :1] + theta[:, 1:] * COORDINATES + 0.3 * rng.standard_normal((n, 20))
    return torch.tensor(theta).float(), torch.tensor(x).float()


def flow(transform="truncated_normal_autoregressive", readout="smooth", steps=60):
    """A flow after a few steps of training, so that all its parts are in play."""
    torch.manual_seed(1)
    config = Flow(
        kind="flow", transform=transform, hidden=[16], readout=readout, embedding=PointSetEmbedding(kind="point_set")
    )
    network = build(config, DATA)
    theta, x = pairs(2000)
    network.fit_scales(theta, x)
    optimizer = torch.optim.Adam(network.parameters(), lr=3e-3)
    for _ in range(steps):
        optimizer.zero_grad()
        network.loss(theta, x).mean().backward()
        optimizer.step()
    return network.eval()


@pytest.mark.parametrize("readout", ["none", "linear", "smooth"])
def test_the_flows_density_integrates_to_one_over_the_prior_box(readout):
    network = flow(readout=readout)
    _, x = pairs(3, seed=5)
    axes = [np.linspace(low, high, 401) for low, high in zip(DATA.low, DATA.high, strict=True)]
    grid = torch.tensor(np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)).float()
    for row in x:
        with torch.no_grad():
            density = network.log_prob(grid, row.expand(len(grid), -1)).exp().numpy().reshape(401, 401)
        integral = np.trapezoid(np.trapezoid(density, axes[1]), axes[0])
        assert integral == pytest.approx(1, abs=2e-3)


def test_the_flows_draws_follow_its_density():
    network = flow()
    _, x = pairs(1, seed=6)
    torch.manual_seed(0)
    with torch.no_grad():
        draws = network.sample(x, 20_000)[0]
        u = network._distribution(x.expand(20_000, -1)).transforms[0].inv((draws - network.centre) / network.half_width)
    # What the density calls uniform must be uniform, each coordinate and both together.
    for column in u.T.numpy():
        assert stats.kstest(column, "uniform").pvalue > 1e-3
    assert abs(stats.spearmanr(u[:, 0], u[:, 1]).statistic) < 4 / np.sqrt(20_000)


def test_the_flow_has_no_mass_outside_the_prior():
    network = flow()
    theta, x = pairs(1000, seed=7)
    with torch.no_grad():
        draws = network.sample(x, 50)
        low, high = torch.tensor(DATA.low), torch.tensor(DATA.high)
        assert ((draws >= low) & (draws <= high)).all()
        outside = theta.clone()
        outside[:, 1] = 0.51
        assert torch.isneginf(network.log_prob(outside, x)).all()
        for edge in (low, high):
            assert torch.isfinite(network.log_prob(edge.expand(1000, -1), x)).all()


def test_an_unbounded_flow_gives_mass_to_theta_outside_the_prior():
    network = flow("affine_autoregressive")
    _, x = pairs(100, seed=8)
    draws = network.sample(x, 50)
    assert ((draws < torch.tensor(DATA.low)) | (draws > torch.tensor(DATA.high))).any()


def test_a_flow_starts_from_the_linear_regression():
    network = flow(steps=0)
    theta, x = pairs(2000)
    theta, x = theta.double(), x.double()
    columns = np.c_[x.numpy(), np.ones(2000)]
    residual = theta.numpy() - columns @ np.linalg.lstsq(columns, theta.numpy(), rcond=None)[0]
    estimate = network.context(x.float())
    assert np.allclose(estimate.scale * network.half_width, residual.std(axis=0), rtol=0.05)


def test_the_truncated_quantile_inverts_the_distribution_function_also_in_the_tails():
    mean = torch.tensor([0.0, 0.999, -5.0, 5.0, 1.5])
    scale = torch.tensor([0.5, 1e-4, 0.4, 0.4, 0.01])
    for u in (1e-6, 0.3, 0.9):
        theta = truncated_quantile(torch.full_like(mean, u), mean, scale).double().numpy()
        a, b = (-1 - mean) / scale, (1 - mean) / scale
        expected = stats.truncnorm.ppf(u, a, b, loc=mean, scale=scale)
        assert np.allclose(theta, expected, atol=2e-6)


def test_the_log_probability_of_an_interval_is_stable_in_both_tails():
    below = torch.tensor([-40.0, 30.0, -1.0, 8.0], dtype=torch.float64)
    above = torch.tensor([-39.0, 31.0, 2.0, 8.001], dtype=torch.float64)
    expected = [
        *stats.norm.logsf([39.0, 30.0]),
        np.log(stats.norm.cdf(2) - stats.norm.cdf(-1)),
        np.log(stats.norm.sf(8.0) - stats.norm.sf(8.001)),
    ]
    assert np.allclose(log_interval(below, above).numpy(), expected, rtol=1e-6)
