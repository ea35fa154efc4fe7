"""A sweep in the real workflow."""

import csv


def test_a_sweep_makes_a_table_and_a_figure(changed):
    changed.line["sweep"] = {"estimators": ["flow", "mean"], "simulations": [500, 1600], "seeds": 1}
    run = changed.run("results/line/sweep.csv", "results/line/figures/sweep.png")
    assert run.returncode == 0, run.stdout
    with (changed.results / "line/sweep.csv").open(newline="") as file:
        rows = {(row["estimator"], row["simulations"], row["seed"], row["score"]): row for row in csv.DictReader(file)}
    assert set(rows) == {
        (estimator, simulations, "0", score)
        for estimator, scores in {"flow": ("mean_kl",), "mean": ("rmse_m", "rmse_c")}.items()
        for simulations in ("500", "1600")
        for score in scores
    }
    assert {row["n"] for row in rows.values()} == {"500"}
    assert float(rows["flow", "1600", "0", "mean_kl"]["value"]) < float(rows["flow", "500", "0", "mean_kl"]["value"])
    assert (changed.results / "line/figures/sweep.png").exists()
    done = {line.split()[0] for line in changed.program("status").stdout.splitlines() if "done" in line}
    assert done >= {"line/flow", *(f"line/{name}-{size}-0" for name in ("flow", "mean") for size in (500, 1600))}
