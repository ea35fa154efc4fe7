import numpy as np
import pytest
from lfi.diagnostics.calibration import pp_band, pp_curve, uniformity
from lfi.diagnostics.ranks import fractional_ranks
from scipy import stats

RNG = np.random.default_rng


def gaussian_levels(shift=0.0, width=1.0, datasets=2000, draws=500):
    """Fractional ranks under a posterior whose mean is off by ``shift`` sd and whose width is wrong by a factor."""
    rng = RNG(3)
    mean = rng.standard_normal((datasets, 2))
    truth = mean + rng.standard_normal((datasets, 2))
    posterior = mean[:, None] + shift + width * rng.standard_normal((datasets, draws, 2))
    return fractional_ranks(truth, posterior, rng)


def test_a_calibrated_posterior_passes():
    p_values, combined = uniformity(gaussian_levels())
    assert min(*p_values, combined) > 0.01


@pytest.mark.parametrize(("shift", "width"), [(0.15, 1.0), (0.0, 0.8), (0.0, 1.25)])
def test_a_shifted_a_too_narrow_and_a_too_wide_posterior_are_flagged(shift, width):
    _, combined = uniformity(gaussian_levels(shift, width))
    assert combined < 1e-4


def test_p_values_agree_with_scipys_one_sample_test_and_bonferronis_bound():
    levels = RNG(0).uniform(size=(400, 3)) ** 1.1
    p_values, combined = uniformity(levels)
    assert p_values == pytest.approx([stats.ks_1samp(column, stats.uniform.cdf).pvalue for column in levels.T])
    assert combined == pytest.approx(3 * p_values.min())
    assert 0 < combined < 1


def test_strongly_correlated_ranks_of_a_calibrated_posterior_fail_no_more_often_than_one_in_a_hundred():
    rng, n = RNG(0), 300
    scale = np.linalg.cholesky(0.05 * np.eye(5) + 0.95)
    found = [uniformity(stats.norm.cdf(rng.standard_normal((50, 5)) @ scale.T)) for _ in range(n)]
    alarms = sum(combined < 0.01 for _, combined in found)
    fisher = stats.chi2.sf(-2 * np.sum(np.log([p_values for p_values, _ in found]), axis=1), 10)
    assert alarms <= stats.binom.ppf(0.999, n, 0.01) < np.sum(fisher < 0.01)


def test_the_pp_curve_is_the_empirical_distribution_function():
    levels = RNG(1).uniform(size=(100, 1))
    grid = np.linspace(0, 1, 11)
    expected = stats.ecdf(levels[:, 0]).cdf.evaluate(grid)
    assert pp_curve(levels, grid)[:, 0] == pytest.approx(expected)


def test_the_band_holds_a_uniform_sample_as_often_as_it_says():
    grid = np.array([0.1, 0.5, 0.8])
    low, high = pp_band(grid, 200, 0.95)
    curves = np.stack([pp_curve(RNG(i).uniform(size=(200, 1)), grid)[:, 0] for i in range(2000)])
    inside = np.mean((curves >= low) & (curves <= high), axis=0)
    assert np.all((inside > 0.93) & (inside < 0.98))
