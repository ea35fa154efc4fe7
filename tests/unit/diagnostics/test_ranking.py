"""Which posterior to use, what to do about the others, and how it is said."""

import numpy as np
import pytest
from lfi.diagnostics.advice import Training, advised, training
from lfi.diagnostics.ranking import WIDTH, headline, ranked, read, screen, write
from lfi.diagnostics.reference import reference_verdict
from lfi.diagnostics.rivals import log_density_verdict
from lfi.diagnostics.scores import Score, moment_scores
from lfi.diagnostics.verdicts import Verdict

RNG = np.random.default_rng
NAMES = ("a", "b")


def verdict(diagnostic, passed):
    return Verdict(diagnostic, 0.5, 100, passed, f"{diagnostic}: {'fine' if passed else 'draws are too wide in a'}")


def nll(name, value):
    return Score(name, "nll", value, 0.1, 100, "test pairs")


def against(draws, accuracy):
    rows = moment_scores("flow", draws, RNG(0).standard_normal((4000, 2)), NAMES, "exact, observation")
    return reference_verdict(NAMES, [*rows, Score("flow", "c2st", accuracy, 0.01, 4000, "exact, observation")])


def test_a_reference_passes_for_the_same_posterior_and_names_parameter_and_direction_for_another():
    same = against(RNG(1).standard_normal((4000, 2)), 0.51)
    assert same.passed
    assert same.says == "Reference: agrees with exact at the observation, C2ST 0.51 (limit 0.65)"
    moved = against(RNG(1).standard_normal((4000, 2)) * [1, 2] + [-0.7, 0], 0.8)
    assert not moved.passed
    assert "too low by 0.7 sd in a" in moved.says
    assert "too wide, 2 times the sd, in b" in moved.says
    assert not against(RNG(1).standard_normal((4000, 2)), 0.9).passed
    assert reference_verdict(NAMES, [nll("flow", 1.0)]) is None


def test_few_draws_do_not_fail_a_posterior_by_chance():
    for seed in range(200):
        rows = moment_scores("flow", RNG(seed).standard_normal((30, 2)), RNG(0).standard_normal((30, 2)), NAMES, "x, y")
        assert reference_verdict(NAMES, [*rows, Score("flow", "c2st", 0.5, 0.05, 30, "nested, observation")]).passed


def test_a_posterior_that_another_exceeds_by_half_a_nat_fails_and_the_exact_one_never_does():
    truth = RNG(0).standard_normal(2000)
    exact, wide = -(truth**2) / 2, -(truth**2) / 2 / 100 - np.log(10)
    assert log_density_verdict("exact", {"exact": exact}) is None
    assert log_density_verdict("exact", {"exact": exact, "wide": wide}).passed
    failed = log_density_verdict("wide", {"exact": exact, "wide": wide, "same": wide})
    assert not failed.passed
    assert failed.says.startswith("Log density: 1.8 nats below exact (p ")


def test_a_training_is_judged_by_the_last_fifth_of_its_validation_loss_and_by_its_last_epoch():
    steps, epochs = np.arange(1.0, 1001), np.arange(100.0, 1001, 100)
    losses = {"train": np.c_[steps, 3 - steps / 1000], "validation": np.c_[epochs, 3 - epochs / 1000]}
    found = training(losses)
    assert found.falls == pytest.approx(0.2)
    assert found.overfit == pytest.approx(2 - np.mean(3 - steps[-100:] / 1000))
    flat = training({**losses, "validation": np.c_[epochs, np.full(10, 2.5)]})
    assert (flat.falls, flat.overfit > 0.4) == (0, True)


def test_what_to_do_follows_from_how_the_training_ended_and_ends_each_failing_verdict():
    found = [verdict("SBC", False), verdict("Coverage", True), verdict("Predictive check", False)]
    falling = advised(found, Training(falls=0.3, overfit=0.0))
    assert "→ more epochs (the validation loss still fell by 0.3 nats" in falling[0].says
    assert falling[1] == found[1]
    assert "→ look at the figure data" in falling[2].says
    assert "→ more simulations, or members: 5" in advised(found, Training(0.0, 0.4))[0].says
    assert "→ an embedding that suits the data" in advised(found, Training(0.0, 0.0))[0].says
    assert "→ use spline; more epochs" in advised(found, Training(0.3, 0.0), "spline")[0].says


def test_the_one_to_use_is_calibrated_first_and_then_has_the_highest_log_density():
    passing = [verdict(name, True) for name in ("Information", "SBC", "Reference")]
    found = {
        "sharp": [verdict("Information", True), verdict("SBC", False), verdict("Reference", True)],
        "low": passing,
        "high": passing,
        "off": [verdict("Information", True), verdict("SBC", True), verdict("Reference", False)],
    }
    values = {"sharp": -9.0, "low": 2.0, "high": 1.0, "off": -1.0}
    rows = ranked(found, [nll(name, value) for name, value in values.items()])
    assert [row.posterior for row in rows] == ["high", "low", "off", "sharp"]
    assert [row.use for row in rows] == ["yes", "no", "no", "no"]
    said = "wave: use high, which passes all 3 verdicts; its expected log density is -1.00 nats, 1.00 above that of low"
    assert headline("wave", rows) == said
    assert rows[3].why == "fails SBC: draws are too wide in a"


def test_where_none_passes_none_is_to_be_trusted_and_the_best_is_named():
    found = {"one": [verdict("SBC", False)], "two": [verdict("Predictive check", False)]}
    rows = ranked(found, [])
    assert [(row.posterior, row.use) for row in rows] == [("two", "-"), ("one", "no")]
    assert headline("wave", rows).startswith("wave: trust no posterior yet; the best is two, which fails Predictive")


def test_three_estimators_read_as_one_screen_of_80_columns_and_the_table_gives_them_back(tmp_path):
    failing = advised([verdict(name, False) for name in ("Information", "SBC", "TARP")], Training(0.3, 0.0), "good")
    found = {"good": [verdict("Information", True)], "bad": failing, "worse": failing}
    rows = ranked(found, [nll("good", 1), nll("bad", 2), nll("worse", 3)])
    lines = screen("wave", rows).splitlines()
    assert len(lines) < 24
    assert max(map(len, lines)) <= WIDTH
    assert lines[0].startswith("wave: use good, which passes all 1 verdicts")
    assert "  bad (-2.00 nats) fails Information: draws are too wide in a, and SBC, TARP" in lines
    assert any(line.startswith("    → use good; more epochs") for line in lines)
    write(tmp_path / "ranks.csv", rows)
    assert read(tmp_path / "ranks.csv") == rows
