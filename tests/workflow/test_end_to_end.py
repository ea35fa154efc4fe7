import csv
import html
import json
import re
import shutil
import subprocess
import time

import h5py
import numpy as np
import pytest
from lfi.data import posteriors
from lfi.diagnostics import ranking
from lfi.diagnostics.scores import read

# Measured by the clock, so different each time.
TIMINGS = {"train_seconds", "draws_per_second"}


def scores(workflow, problem):
    return {(s.posterior, s.score): s for s in read(workflow.results / problem / "scores.csv")}


def content(workflow):
    """The bytes of everything that does not record times."""
    names = (
        "*/observation.h5",
        "*/simulations/*/*.h5",
        "*/estimators/*/weights.safetensors",
        "*/estimators/*/losses.csv",
    )
    results = ("*/posteriors/*.h5", "*/evaluations/*.h5", "*/calibrations/*.h5", "*/checks/*.h5")
    results += ("*/verdicts.csv", "*/ranks.csv", "*/figures/*.png")
    files = [path for pattern in names + results for path in workflow.results.glob(pattern)]
    return {str(path.relative_to(workflow.results)): path.read_bytes() for path in files}


def test_a_small_configuration_runs_from_simulation_to_report(finished):
    assert finished.code == 0, finished.said
    made = {path.name for path in (finished.results / "line/figures").iterdir()}
    levels = ["information", "calibration", "sbc", "coverage", "tarp"]
    shown = ["data", "posterior", "test_posteriors", "training", *levels]
    assert made == {f"{name}.{kind}" for name in shown for kind in ("png", "pdf")}
    assert 500_000 < (finished.results / "report.html").stat().st_size < 3_000_000
    assert not [path for path in finished.results.rglob(".*") if path.is_file()]


def test_the_page_of_a_run_holds_every_verdict_and_every_rule_of_the_results(finished):
    page = html.unescape((finished.results / "report.html").read_text())
    assert all(verdict["says"] in page for verdict in verdicts(finished, "line").values())
    assert all(f">{path.name}<" in page for path in (finished.results / ".records").iterdir() if path.name != "code")


def test_snakemakes_own_report_works_beside_it(changed):
    made = changed.folder / "snakemake.html"
    done = changed.run("--report", str(made))
    assert done.returncode == 0, done.stdout
    assert made.stat().st_size > 1_000_000


def test_every_posterior_is_set_beside_the_exact_one(finished):
    table = scores(finished, "line")
    evidence = table["nested", "log_evidence"]
    assert abs(evidence.value - table["exact", "log_evidence"].value) < 3 * evidence.standard_error
    assert table["flow", "mean_kl"].value < 0.2
    assert table["flow", "mean_kl"].n == 500
    assert 0 < table["mean", "rmse_m"].value < 0.1
    assert 0 <= table["flow", "ks_p_combined"].value <= 1


def test_files_of_draws_name_their_parameters(finished):
    named = {path.stem: posteriors.read(path).parameters for path in finished.results.glob("line/posteriors/*.h5")}
    assert {"exact", "nested", "flow"} <= set(named)
    assert set(named.values()) == {("m", "c")}


def test_the_regressor_is_set_beside_least_squares_and_the_noise(finished):
    table = scores(finished, "curve")
    assert table["least_squares", "rmse_truth"].value < 0.05
    assert table["noise_floor", "validation_mse"].value == pytest.approx(0.09)
    assert table["mlp", "validation_mse"].value > table["least_squares", "validation_mse"].value


def verdicts(workflow, problem):
    with (workflow.results / problem / "verdicts.csv").open(newline="") as file:
        return {row["diagnostic"]: row for row in csv.DictReader(file)}


def test_a_flow_is_judged_by_every_diagnostic_and_corrected_by_importance_weights(finished):
    judged = verdicts(finished, "line")
    assert set(judged) == {
        "Information", "SBC", "Coverage", "TARP", "Reference",
        "Misspecification", "Predictive check", "Local SBC", "Importance sampling",
    }  # fmt: skip
    table = scores(finished, "line")
    evidence = table["flow", "importance_log_evidence"]
    assert abs(evidence.value - table["exact", "log_evidence"].value) < 5 * evidence.standard_error
    assert evidence.standard_error < 0.05
    assert table["nested", "c2st"].value < 0.6
    assert table["flow_corrected", "c2st"].value < 0.6
    assert table["flow_corrected", "c2st"].n <= table["flow", "effective_draws"].value


def test_an_observation_that_the_simulator_cannot_make_is_called_so(finished, changed):
    wrong = changed
    t = np.linspace(-4, 4, 40)
    np.save(wrong.folder / "curved.npy", 2 + 0.8 * t + t**2)
    wrong.config["problems"]["line"]["observation"] = str(wrong.folder / "curved.npy")
    wrong.config["problems"]["line"]["references"] = {}  # verdicts wait for them, and this has no exact posterior
    done = wrong.run("results/line/verdicts.csv")
    assert done.returncode == 0, done.stdout
    judged = verdicts(wrong, "line")
    assert judged["Misspecification"]["passed"] == judged["Predictive check"]["passed"] == "NO"
    assert judged["SBC"] == verdicts(finished, "line")["SBC"]
    assert "WARNING flow: Predictive check: the observation is unlike simulated ones" in done.stdout


def test_the_end_of_every_step_reaches_the_terminal(finished):
    said = finished.said.splitlines()
    for step in ("train line/flow", "nested line", "plot line/posterior", "report"):
        assert any(re.match(rf"\[ ?\d+/\d+\] {step} +\d+\.\d s$", line) for line in said), step
    assert all(len(line) <= 80 for line in said if line.startswith("["))
    assert not [line for line in said if line.startswith(("Using", "Select jobs", "Execute", "Building"))]


def test_the_end_of_a_run_says_which_posterior_to_use(finished):
    ranks = ranking.read(finished.results / "line/ranks.csv")
    assert [row.posterior for row in ranks] == ["flow"]
    assert ranking.screen("line", ranks) in finished.said
    assert finished.said.rindex("report  ") < finished.said.index(ranking.screen("line", ranks))
    assert finished.said.splitlines()[-1] == f"Report: {finished.results / 'report.html'}"


def test_a_second_run_has_nothing_to_do(finished):
    before = times(finished)
    assert "Nothing to be done" in finished.run().stdout
    assert times(finished) == before


def times(workflow):
    """When each result was written; records may take note that a file was touched."""
    files = [path for path in workflow.results.rglob("*") if path.is_file() and ".records" not in path.parts]
    return {path: path.stat().st_mtime_ns for path in files}


def test_a_run_killed_in_the_middle_goes_on_and_on_one_core_gives_the_same_bytes(finished, tiny):
    with subprocess.Popen(tiny.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while not (tiny.results / "line/estimators/mean/training.json").exists():
            time.sleep(0.1)
        process.kill()  # Snakemake alone: what it started goes on
    before = {path: made(path) for path in (tiny.results / ".records").rglob("*.json")}
    assert len(before) >= 4
    run = tiny.run("--cores", "1")  # nothing has to be unlocked
    assert run.returncode == 0, run.stdout
    assert "was killed: its jobs are ended, its trainings go on" in run.stdout
    # What had finished in the very moment, before Snakemake took note, is restored; no training gets another job.
    for path in (path for path in before if made(path) != before[path]):
        step, *subject = path.relative_to(tiny.results / ".records").with_suffix("").parts
        lines = [line for line in run.stdout.splitlines() if line.startswith(f"{step} {'/'.join(subject)} ")]
        assert step in ("simulate", "train") or any("restored" in line for line in lines), lines
        assert not any(" job " in line for line in lines)
    assert content(tiny) == content(finished)
    for problem in ("line", "curve"):
        ours, theirs = scores(tiny, problem), scores(finished, problem)
        assert {k: v for k, v in ours.items() if k[1] not in TIMINGS} == {
            k: v for k, v in theirs.items() if k[1] not in TIMINGS
        }


def made(record) -> str:
    """When a result was made."""
    return json.loads(record.read_text())["finished"]


def test_a_shard_with_nan_stops_what_reads_it_and_nothing_else_is_lost(finished, changed):
    broken = changed
    shutil.rmtree(broken.results / "line/calibrations")
    shard = broken.results / "line/simulations/training/00001000-00002000.h5"
    with h5py.File(shard, "r+") as file:
        file["x"][0, 0] = np.nan
    record = broken.results / ".records/simulate/line/training/00001000/00002000.json"
    known, stat = json.loads(record.read_text()), shard.stat()  # as if nothing had been written
    (output,) = known["outputs"].values()
    output |= {"mtime_ns": stat.st_mtime_ns, "ctime_ns": stat.st_ctime_ns}
    record.write_text(json.dumps(known))
    before = content(broken)
    done = broken.run("results/line/calibrations/flow.h5")
    assert done.returncode == 1
    assert "00001000-00002000.h5: x[0, 0] is nan, not a finite number; delete it and run again: rm" in done.stdout
    assert content(broken) == before
    shard.unlink()
    assert broken.run("results/line/calibrations/flow.h5").returncode == 0
    assert content(broken) == content(finished)
