"""Every wrong posterior, on data of three kinds, fails a verdict that names the parameter and the direction."""

from functools import cache

import numpy as np
import pytest
from lfi.diagnostics.trust import calibration_verdicts
from support.controls import NAMES, PROBLEMS, Study

INFORMATIVE = [name for name in PROBLEMS if name != "silent"]
study = cache(Study)


def judged(problem, posterior):
    levels = study(problem, datasets=1500, seed=1).levels(posterior)
    return {verdict.diagnostic: verdict for verdict in calibration_verdicts(NAMES, levels)}


@pytest.mark.parametrize("posterior", ["exact", "good"])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_exact_posterior_and_a_good_one_pass_all(problem, posterior):
    failed = [verdict.says for verdict in judged(problem, posterior).values() if not verdict.passed]
    assert not failed


# What fails each, on each kind of data, and what it says.
FAILED_BY = {
    "prior": ("Information", ["learned nothing about a, b ("] * 3),
    "prior in a": ("Information", ["learned nothing about a ("] * 3),
    "of other data": ("Information", ["draws contradict what the data say about a, b ("] * 3),
    "too wide": ("Information", ["draws say too little about a ("] * 3),
    "too narrow": ("Information", ["draws say too much about a ("] * 3),
    "shifted": ("SBC", ["too high in a (", "of the wrong shape in a (", "too high in a ("]),
    "wrong shape": ("SBC", ["of the wrong shape in a (", "too narrow in a (", "of the wrong shape in a ("]),
    "one mode of two": ("SBC", ["too high and too narrow in a ("] * 3),
}


@pytest.mark.parametrize("posterior", FAILED_BY)
@pytest.mark.parametrize("problem", INFORMATIVE)
def test_a_wrong_posterior_fails_a_verdict_that_names_the_parameter_and_the_direction(problem, posterior):
    diagnostic, sentences = FAILED_BY[posterior]
    verdict = judged(problem, posterior)[diagnostic]
    assert not verdict.passed
    assert sentences[INFORMATIVE.index(problem)] in verdict.says


@pytest.mark.parametrize(("posterior", "said"), [("too wide", "too wide in a ("), ("too narrow", "too narrow in a (")])
@pytest.mark.parametrize("problem", ["linear", "series"])
def test_two_verdicts_on_a_posterior_of_the_wrong_width_agree(problem, posterior, said):
    assert said in judged(problem, posterior)["SBC"].says


def test_of_a_parameter_that_no_data_move_the_prior_is_right_and_the_verdict_says_that_nothing_is_known():
    verdict = judged("silent", "exact")["Information"]
    assert verdict.passed
    assert "nothing is known about b" in verdict.says
    assert "learned nothing about a (" in judged("silent", "prior")["Information"].says


@pytest.mark.parametrize("problem", INFORMATIVE)
def test_what_a_posterior_learned_is_confirmed_by_the_truths_exactly_if_it_is_right(problem):
    found = study(problem, datasets=1500, seed=1).levels("exact")
    for k in range(2):
        excess = found["agreed"][:, k] - found["learned"][:, k]
        assert abs(excess.mean()) < 4 * excess.std() / np.sqrt(len(excess))
        assert abs(found["missed"][:, k].mean()) < 4 * found["missed"][:, k].std() / np.sqrt(len(excess))
