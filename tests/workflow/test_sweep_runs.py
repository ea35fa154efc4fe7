"""A sweep in the real workflow: what it makes, and what a change of it makes again."""

import csv

import pytest

AFTER_SWEEP = {"sweep line", "plot_sweep line", "report"}


@pytest.fixture
def sweep():
    return {"estimators": ["flow", "mean"], "simulations": [500, 1600], "seeds": 1}


def trainings(*names):
    return {f"{step} line/{name}" for step in ("train", "evaluate") for name in names}


def test_a_sweep_makes_a_table_and_a_figure_and_one_more_seed_costs_its_trainings_alone(changed, sweep):
    line = changed.workflow.config["problems"]["line"]
    line["sweep"] = sweep
    names = [f"{estimator}-{simulations}-0" for estimator in ("flow", "mean") for simulations in (500, 1600)]
    assert changed.planned() == AFTER_SWEEP | trainings(*names)
    run = changed.run()
    assert run.returncode == 0, run.stdout
    with (changed.workflow.results / "line/sweep.csv").open(newline="") as file:
        rows = {(row["estimator"], row["simulations"], row["seed"], row["score"]): row for row in csv.DictReader(file)}
    assert set(rows) == {
        (estimator, simulations, "0", score)
        for estimator, scores in {"flow": ("mean_kl",), "mean": ("rmse_m", "rmse_c")}.items()
        for simulations in ("500", "1600")
        for score in scores
    }
    assert {row["n"] for row in rows.values()} == {"500"}
    assert float(rows["flow", "1600", "0", "mean_kl"]["value"]) < float(rows["flow", "500", "0", "mean_kl"]["value"])
    page = (changed.workflow.results / "report.html").read_text()
    assert "results/line/sweep.csv" in page
    assert "results/line/figures/sweep.png" in page
    status = changed.script("status.py", "results").stdout.splitlines()
    assert {line.split()[0] for line in status if "done" in line} >= {f"line/{name}" for name in ["flow", *names]}
    assert changed.planned() == set()
    sweep["seeds"] = 2
    assert changed.planned() == AFTER_SWEEP | trainings(*(name[:-1] + "1" for name in names))
    sweep.update(seeds=1, estimators=["flow"], simulations=[500, 1000, 1600])
    assert changed.planned() == AFTER_SWEEP | trainings("flow-1000-0")
    sweep.update(simulations=[500])
    line["simulations"]["training"] = 3000
    assert not changed.planned() & trainings(*names)
    line["simulations"]["training"] = 2000
    del line["sweep"]
    assert changed.planned() == {"report"}


def test_posterior_draws_of_a_training_of_a_sweep_can_be_asked_for(changed, sweep):
    changed.workflow.config["problems"]["line"]["sweep"] = sweep
    wanted = "results/line/posteriors/flow-500-0.h5"
    assert changed.planned("--", wanted) == {"train line/flow-500-0", "sample line/flow-500-0"}
