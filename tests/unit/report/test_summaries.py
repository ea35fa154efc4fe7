"""Means, standard deviations and intervals of draws whose distribution is known."""

import numpy as np
from lfi.report.summaries import summaries


def test_a_normal_distribution_has_its_mean_deviation_and_interval():
    quantiles = (np.arange(200_000) + 0.5) / 200_000
    uniform = 3 + 2 * quantiles  # on [3, 5]: its central 90 % interval is [3.1, 4.9], its sd 2 / √12
    ((marginals,),) = (summaries(["a"], {"exact": uniform[:, None]}, np.array([4.5])),)
    (row,) = marginals.rows
    assert (row.mean, row.sd, row.low, row.high) == ("4.00", "0.58", "3.10", "4.90")
    assert row.places == (4.0, 50.0, 96.0)
    assert (marginals.truth, marginals.place) == ("4.50", round(4 + 92 * 1.4 / 1.8, 1))


def test_posteriors_share_a_scale_and_a_truth_beyond_it_is_not_drawn():
    rng = np.random.default_rng(1)
    draws = {"left": rng.normal(0, 1, (1000, 1)), "right": rng.normal(10, 1, (1000, 1))}
    (marginals,) = summaries(["a"], draws, np.array([40.0]))
    left, right = marginals.rows
    assert left.places[0] == 4.0
    assert right.places[2] == 96.0
    assert left.places[2] < right.places[0]
    assert marginals.place is None
    assert marginals.truth == "40.00"


def test_draws_that_are_all_the_same_have_a_place():
    (marginals,) = summaries(["a"], {"fixed": np.full((10, 1), 2.0)}, None)
    assert marginals.rows[0].places == (4.0, 4.0, 4.0)
    assert marginals.truth == ""
