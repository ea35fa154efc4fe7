import numpy as np
import pytest
from lfi.diagnostics.calibration import ks_band, pp_curve
from lfi.diagnostics.coverage import conservativeness, hpd_levels
from lfi.diagnostics.ranks import fractional_ranks
from lfi.diagnostics.sbc import histogram, histogram_band, sbc_verdict
from lfi.diagnostics.tarp import tarp_levels
from lfi.diagnostics.verdicts import bonferroni, departure, fault
from lfi.errors import LfiError
from scipy import stats
from support.gaussian import NAMES

RNG = np.random.default_rng


@pytest.mark.parametrize("draws", [1, 2, 7, 50])
@pytest.mark.parametrize("values", [2, 5, 10**9], ids=["coin", "die", "no ties"])
def test_fractional_ranks_are_uniform_however_few_the_draws_and_many_the_ties(draws, values):
    rng = RNG(draws)
    same = rng.integers(values, size=(20_000, draws + 1))
    assert stats.kstest(fractional_ranks(same[:, 0], same[:, 1:], rng), "uniform").pvalue > 0.001


def test_the_rank_itself_is_the_number_of_draws_below_the_truth():
    rng = RNG(0)
    truth, draws = rng.standard_normal((50, 3)), rng.standard_normal((50, 9, 3))
    ranks = np.floor(fractional_ranks(truth, draws, rng) * 10)
    assert np.array_equal(ranks, np.sum(draws < truth[:, None], axis=1))


def test_chunks_of_data_sets_give_the_ranks_of_all_at_once():
    truth, draws = RNG(0).standard_normal((50, 3)), RNG(1).standard_normal((50, 9, 3))
    rng = RNG(2)
    chunks = [fractional_ranks(truth[part], draws[part], rng) for part in (slice(0, 20), slice(20, 50))]
    assert np.array_equal(np.concatenate(chunks), fractional_ranks(truth, draws, RNG(2)))


@pytest.mark.parametrize("where", ["true value", "posterior draw"])
def test_a_rank_among_numbers_that_are_none_is_refused_and_its_row_named(where):
    truth, draws = np.zeros(4), np.zeros((4, 5))
    (truth if where == "true value" else draws)[2] = np.nan
    with pytest.raises(LfiError, match=f"{where} in row 2 "):
        fractional_ranks(truth, draws, RNG(0))


def test_the_histograms_band_holds_all_bins_together_as_often_as_it_says():
    low, high = histogram_band(500, 20, 0.95)
    counts = np.stack([histogram(RNG(i).uniform(size=(500, 1)), 20)[:, 0] for i in range(2000)])
    assert np.all(counts.sum(axis=1) == 500)
    inside = np.mean(np.all((counts >= low) & (counts <= high), axis=1))
    assert 0.945 < inside < 0.985


def test_a_curve_leaves_the_simultaneous_band_exactly_where_the_test_fails():
    fails, leaves = [], []
    for i in range(100):
        levels = RNG(i).uniform(size=200)
        fails.append(stats.kstest(levels, "uniform").pvalue < 0.2)
        grid = np.sort(levels)
        curve = pp_curve(levels[:, None], grid)[:, 0]
        leaves.append(max(np.max(curve - grid), np.max(grid - curve + 1 / 200)) > ks_band(200, 0.8))
    assert fails == leaves
    assert 0 < sum(fails) < 100


def test_bonferroni_keeps_its_rate_for_correlated_parameters_where_fisher_does_not():
    rng = RNG(0)
    scores = 0.95 * rng.standard_normal((20_000, 1)) + np.sqrt(1 - 0.95**2) * rng.standard_normal((20_000, 5))
    p_values = 2 * stats.norm.sf(np.abs(scores))
    assert np.mean([bonferroni(row) < 0.01 for row in p_values]) <= 0.01
    assert np.mean(stats.combine_pvalues(p_values, method="fisher", axis=1).pvalue < 0.01) > 0.03


def test_bonferroni_is_nearly_exact_for_independent_parameters():
    p_values = RNG(0).uniform(size=(100_000, 5))
    assert np.mean([bonferroni(row) < 0.01 for row in p_values]) == pytest.approx(0.01, abs=0.0012)


def test_components_of_uniform_ranks_have_mean_0_and_sd_1_and_are_uncorrelated():
    rng = RNG(0)
    departures = np.array([departure(rng.uniform(size=200)) for _ in range(3000)])
    assert departures.mean(axis=0) == pytest.approx(np.zeros(4), abs=4 / np.sqrt(3000))
    assert departures.std(axis=0) == pytest.approx(np.ones(4), abs=4 / np.sqrt(6000))
    assert np.corrcoef(departures.T) == pytest.approx(np.eye(4), abs=4 / np.sqrt(3000))


@pytest.mark.parametrize(
    ("ranks", "said"),
    [
        (RNG(0).uniform(size=2000) ** 1.3, "too high"),
        (RNG(0).beta(0.7, 0.7, size=2000), "too narrow"),
        (np.r_[np.zeros(1000), RNG(0).uniform(size=1000)], "too high and too narrow"),
        (RNG(0).integers(2, size=2000).astype(float), "too narrow"),
    ],
    ids=["shifted", "spread", "a mode is missing", "at the ends alone"],
)
def test_a_fault_names_the_clear_directions(ranks, said):
    assert fault(ranks) == said


def test_ranks_that_are_neither_shifted_nor_spread_and_yet_not_uniform_are_of_the_wrong_shape():
    eight = (np.arange(4000) % 8 + RNG(0).uniform(0.4, 0.6, size=4000)) / 8  # eight clusters, evenly spaced
    ranks = np.stack([eight, RNG(1).uniform(size=4000)], axis=1)
    assert "draws are of the wrong shape in a (" in sbc_verdict(NAMES, ranks).says


def test_the_level_of_a_normals_densest_region_is_the_probability_of_its_ellipse():
    rng = RNG(0)
    theta, draws = rng.standard_normal((40, 2)), rng.standard_normal((40, 20_000, 2))
    levels = hpd_levels(-0.5 * np.sum(theta**2, axis=1), -0.5 * np.sum(draws**2, axis=2), rng)
    assert levels == pytest.approx(stats.chi2.cdf(np.sum(theta**2, axis=1), 2), abs=4 * 0.5 / np.sqrt(20_000))


@pytest.mark.parametrize("width", [0.7, 1.0, 1.5])
def test_conservativeness_of_a_normal_of_the_wrong_width_agrees_with_theory(width):
    rng = RNG(0)
    theta, draws = rng.standard_normal(20_000), width * rng.standard_normal((20_000, 50))
    value, error = conservativeness(hpd_levels(-(theta**2), -(draws**2), rng))
    # The mean of 2 Phi(|t| / width) - 1 over a standard normal t is 2 / pi arctan(1 / width).
    assert abs(value - (0.5 - 2 / np.pi * np.arctan(1 / width))) < 4 * error
    assert error < 0.003


def test_conservativeness_is_the_mean_height_of_the_coverage_curve_over_the_diagonal():
    levels, grid = RNG(0).beta(2, 3, size=500), np.linspace(0, 1, 20_001)
    curve = pp_curve(levels[:, None], grid)[:, 0]
    assert conservativeness(levels)[0] == pytest.approx(np.mean(curve - grid), abs=1e-4)


def test_the_level_of_the_ball_around_a_normals_centre_is_its_probability():
    rng = RNG(0)
    theta, draws = rng.standard_normal((40, 2)), rng.standard_normal((40, 20_000, 2))
    centre = np.array([5.0, -3.0])
    levels = tarp_levels(theta + centre, draws + centre, np.tile(centre, (40, 1)), np.ones(2), rng)
    assert levels == pytest.approx(stats.chi2.cdf(np.sum(theta**2, axis=1), 2), abs=4 * 0.5 / np.sqrt(20_000))


def test_tarps_distances_do_not_depend_on_the_parameters_units():
    rng = RNG(0)
    theta, draws, references = rng.uniform(size=(30, 2)), rng.uniform(size=(30, 40, 2)), rng.uniform(size=(30, 2))
    unit = np.array([1.0, 1024.0])
    levels = [tarp_levels(theta * u, draws * u, references * u, u, RNG(1)) for u in (np.ones(2), unit)]
    assert np.array_equal(*levels)
