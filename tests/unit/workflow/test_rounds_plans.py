"""What rounds cost, and what a change of them makes stale."""

import pytest
from support.plans import finish

# What looks at the posterior of the rounds beside the others.
SHOWN = {
    "rounds line",
    "plot line/rounds",
    "c2st line/flow_rounds",
    "compare line",
    "judge line",
    *(
        f"plot line/{figure}"
        for figure in ("posterior", "data", "information", "calibration", "sbc", "coverage", "tarp")
    ),
    "report",
}
END = {"conclude line/flow_rounds", *SHOWN}


def rounds(*numbers, at=0):
    """The jobs of some rounds after the first."""
    return {
        job
        for n in numbers
        for job in (
            f"restrict line/{at}/{n}",
            f"simulate_round line/{at}/{n}/00000000/00001000",
            f"assemble line/{at}/{n}",
            f"train line/flow-at{at}-round{n}",
        )
    }


@pytest.fixture
def asked(changed):
    """The finished workflow, asked for three rounds."""
    changed.line["rounds"] = {"count": 3, "simulations": 1000}
    return changed.line["rounds"]


@pytest.fixture
def finished(changed, asked):
    finish(changed.folder, changed.config)
    assert changed.planned() == set()
    return asked


def test_rounds_cost_their_jobs_and_leave_the_rest(changed, asked):
    assert changed.planned() == rounds(2, 3) | {"observe_one line/0", "train line/flow-round1"} | END


def test_one_more_round_costs_that_alone(changed, finished):
    finished["count"] = 4
    assert changed.planned() == rounds(4) | END


def test_another_mass_or_end_costs_what_comes_after_the_first_round(changed, finished):
    finished["mass"] = 0.999
    assert changed.planned() == rounds(2, 3) | END
    finished["mass"] = 0.9999
    finished["until"] = {"change": 0.1}
    assert changed.planned() == rounds(2, 3) | END


def test_another_estimator_leaves_only_the_simulations_of_the_first_round(changed, finished):
    changed.line["estimators"]["flow"]["training"]["learning_rate"] = 0.01
    planned = changed.planned()
    assert rounds(2, 3) | {"train line/flow-round1"} | END <= planned
    assert not {job for job in planned if job.startswith("simulate line")}


def test_another_simulator_starts_anew(changed, finished):
    changed.line["options"]["points"] = 50
    planned = changed.planned()
    assert rounds(2, 3) | {"train line/flow-round1"} | END <= planned
    assert {job for job in planned if job.startswith("simulate line/training")}


def test_more_training_simulations_leave_the_rounds(changed, finished):
    changed.line["simulations"]["training"] = 3000
    assert not changed.planned() & (rounds(2, 3) | {"train line/flow-round1", "conclude line/flow_rounds"})


def test_another_observation_starts_its_own_rounds(changed, finished):
    changed.line["observations"] = 2
    planned = changed.planned()
    assert rounds(2, 3, at=1) <= planned
    assert "train line/flow-round1" not in planned


def test_a_first_round_that_is_the_whole_training_set_is_the_estimator_itself(changed, asked):
    asked["simulations"] = 2000
    planned = changed.planned()
    assert "train line/flow-at0-round2" in planned
    assert not {job for job in planned if job.startswith("train line/flow") and "at0" not in job}


def test_rounds_that_are_removed_cost_what_showed_them(changed, finished):
    del changed.line["rounds"]
    assert not changed.planned() & (rounds(2, 3) | {"train line/flow-round1", "conclude line/flow_rounds"})


def test_the_posterior_of_the_rounds_can_be_asked_for(changed, asked):
    planned = changed.planned("results/line/posteriors/flow_rounds.h5")
    assert planned == rounds(2, 3) | {"train line/flow-round1", "conclude line/flow_rounds", "observe_one line/0"}
