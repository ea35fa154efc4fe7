"""Which diagnostic catches which wrong posterior, and which one cannot."""

import numpy as np
import pytest
from lfi.diagnostics.c2st import c2st
from lfi.diagnostics.coverage import coverage_verdict
from lfi.diagnostics.sbc import sbc_verdict
from lfi.diagnostics.scores import mean_score
from lfi.diagnostics.tarp import tarp_verdict
from scipy import stats
from support.gaussian import NAMES, POSTERIORS, levels, simulate

VERDICTS = {
    "SBC": lambda ranks: sbc_verdict(NAMES, ranks),
    "coverage": coverage_verdict,
    "TARP": tarp_verdict,
    "TARP, data": tarp_verdict,
}
CATCHES, BLIND, WEAK = "catches", "blind", "weak"
# Blind: the posterior passes as often as the exact one. Weak: it is caught with many more data sets than here.
TABLE = {
    #                          SBC      coverage TARP     TARP with references that depend on the data
    "exact":                  (BLIND,   BLIND,   BLIND,   BLIND),
    "too wide":               (CATCHES, CATCHES, CATCHES, CATCHES),
    "too narrow":             (CATCHES, CATCHES, CATCHES, CATCHES),
    "shifted":                (CATCHES, CATCHES, WEAK,    WEAK),
    "uncorrelated":           (BLIND,   CATCHES, CATCHES, CATCHES),
    "prior":                  (BLIND,   BLIND,   BLIND,   CATCHES),
    "given one datum of two": (BLIND,   BLIND,   BLIND,   CATCHES),
}  # fmt: skip


def cells(wanted):
    return {name: [d for d, cell in zip(VERDICTS, row, strict=True) if cell == wanted] for name, row in TABLE.items()}


@pytest.mark.parametrize(("name", "catching"), [item for item in cells(CATCHES).items() if item[1]])
def test_wrong_posteriors_are_caught_by_the_diagnostics_that_can_see_it(name, catching):
    measured = levels(POSTERIORS[name], datasets=10_000, draws=50, seed=1)
    assert {d: VERDICTS[d](measured[d]).passed for d in catching} == dict.fromkeys(catching, False)


@pytest.mark.parametrize(("name", "blind"), [item for item in cells(BLIND).items() if item[1]])
def test_the_exact_posterior_and_what_a_diagnostic_cannot_see_fail_at_the_nominal_rate(name, blind):
    p_values = {d: [] for d in blind}
    for seed in range(100):
        measured = levels(POSTERIORS[name], datasets=100, draws=9, seed=seed)
        for d in blind:
            p_values[d].append(VERDICTS[d](measured[d]).p_value)
    for values in p_values.values():
        low, high = stats.binom.ppf([1e-4, 1 - 1e-4], 100, 0.2)
        assert low <= np.sum(np.array(values) < 0.2) <= high


@pytest.mark.parametrize("name", [name for name in POSTERIORS if name != "exact"])
def test_the_nll_of_every_wrong_posterior_is_larger_than_the_exact_ones(name):
    theta, x = simulate(10_000, np.random.default_rng(0))
    excess = POSTERIORS["exact"].log_prob(theta, x) - POSTERIORS[name].log_prob(theta, x)
    score = mean_score(name, "mean_kl", excess, "exact")
    assert score.value > 4 * score.standard_error


def test_a_classifier_tells_the_prior_from_the_exact_posterior():
    rng = np.random.default_rng(0)
    x = simulate(1, rng)[1]
    exact, prior = (POSTERIORS[name].sample(x, 150, rng)[0] for name in ("exact", "prior"))
    [(accuracy, error)] = c2st([exact], [prior], seed=1)
    assert accuracy > 0.5 + 5 * error


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("too wide", ["too wide in a, too wide in b", "% of the truths", "than truths do"]),
        ("too narrow", ["too narrow in a, too narrow in b", "% of the truths", "than truths do"]),
        ("shifted", ["too high in a (", "% of the truths", ""]),
        (
            "prior",
            ["ranks are uniform (p = ", "regions hold what they promise (p = ", "balls hold what they promise (p = "],
        ),
    ],
)
def test_a_verdict_says_in_one_sentence_what_is_wrong_and_with_which_parameter(name, expected):
    measured = levels(POSTERIORS[name], datasets=10_000, draws=50, seed=2)
    for diagnostic, words in zip(VERDICTS, expected, strict=False):
        verdict = VERDICTS[diagnostic](measured[diagnostic])
        assert words in verdict.says
        assert verdict.n == 10_000
        assert "10,000 data sets" in verdict.says
