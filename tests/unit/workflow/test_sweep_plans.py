"""What a sweep and a change of it make stale."""

import pytest
from support.plans import built, finish

AFTER_SWEEP = {"sweep line", "plot line/sweep", "report"}
NAMES = [f"{estimator}-{simulations}-0" for estimator in ("flow", "mean") for simulations in (500, 1600)]


def trainings(*names):
    return {f"{step} line/{name}" for step in ("train", "evaluate") for name in names}


@pytest.fixture
def sweep(changed):
    """The finished workflow, asked for a sweep."""
    changed.line["sweep"] = {"estimators": ["flow", "mean"], "simulations": [500, 1600], "seeds": 1}
    return changed.line["sweep"]


def test_a_sweep_costs_its_trainings_and_the_report_shows_it(changed, sweep):
    assert changed.planned() == AFTER_SWEEP | trainings(*NAMES)
    assert any(reason.startswith("report: ") and "sweep" in reason for reason in changed.reasons)


def test_one_more_seed_estimator_or_size_costs_its_trainings_alone(changed, sweep):
    finish(changed.folder, changed.config)
    assert changed.planned() == set()
    sweep["seeds"] = 2
    assert changed.planned() == AFTER_SWEEP | trainings(*(name[:-1] + "1" for name in NAMES))
    sweep.update(seeds=1, estimators=["flow"], simulations=[500, 1000, 1600])
    assert changed.planned() == AFTER_SWEEP | trainings("flow-1000-0")


def test_more_simulations_leave_the_trainings_whose_shards_stay(changed, sweep):
    sweep.update(simulations=[500])
    finish(changed.folder, changed.config)
    changed.line["simulations"]["training"] = 3000
    assert not changed.planned() & trainings(*NAMES)


def test_estimators_in_another_order_make_the_table_stale_which_is_in_that_order(changed, sweep):
    finish(changed.folder, changed.config)
    sweep["estimators"].reverse()
    assert changed.planned() == AFTER_SWEEP


def test_every_training_of_a_sweep_has_a_recipe_of_its_own(changed, sweep):
    sweep["seeds"] = 2
    with built(changed.folder, changed.config) as dag:
        keys = {job.wildcards.estimator: job.params.step.recipe.key for job in dag.jobs if job.rule.name == "train"}
    assert len(keys) == len(set(keys.values())) == len(NAMES) * 2 + 3


def test_a_sweep_that_is_removed_costs_the_report_alone(changed, sweep):
    finish(changed.folder, changed.config)
    del changed.line["sweep"]
    assert changed.planned() == {"report"}


def test_posterior_draws_of_a_training_of_a_sweep_can_be_asked_for(changed, sweep):
    planned = changed.planned("results/line/posteriors/flow-500-0.h5")
    assert planned == {"train line/flow-500-0", "sample line/flow-500-0"}
