"""Several observations, and draws of one's own beside them."""

import csv
import re

import h5py
import numpy as np
import pytest
from lfi import problems
from lfi.commands.posterior import write
from lfi.diagnostics.scores import read

LINE = problems.load("line", {"points": 40}, {})
TRUTH = np.array([[-1.0, 1.0], [0.5, 0.0], [1.5, -1.5]])
# The last is no line, but has the least-squares estimate of one.
BENT = LINE.coordinates**2 - np.mean(LINE.coordinates**2)
DATA = LINE.simulate(TRUTH, np.random.default_rng(0)) + np.c_[[0, 0, 1]] * BENT
TARGETS = ["scores.csv", "verdicts.csv", "figures/posterior.png", "figures/data.png", "figures/test_posteriors.png"]


def targets():
    return [f"results/line/{name}" for name in TARGETS]


@pytest.fixture(scope="module")
def many(finished, tmp_path_factory):
    """The finished line with three observations, and exact draws as if they were the user's."""
    workflow = finished.copy(tmp_path_factory.mktemp("many"))
    del workflow.config["problems"]["curve"], workflow.line["calibration"], workflow.line["estimators"]["mean"]
    workflow.line.update(observation="data.npy", references={"file": {"path": "draws.csv"}})
    np.save(workflow.folder / "data.npy", DATA)
    write(workflow.folder / "draws.csv", LINE.exact().sample(DATA, 1000, np.random.default_rng(1)), ["m", "c"])
    workflow.output = workflow.run(*targets())
    return workflow


def test_scores_are_means_over_the_observations_and_verdicts_name_the_one_that_fails(many):
    assert many.output.returncode == 0, many.output.stdout
    assert not re.search(r"^(train|evaluate|simulate) ", many.output.stdout, re.MULTILINE)
    with h5py.File(many.results / "line/posteriors/flow.h5") as file:
        assert file["theta"].shape == (3 + 2, 1000, 2)
    table = {(score.posterior, score.score): score for score in read(many.results / "line/scores.csv")}
    c2st = table["flow", "c2st"]
    assert (c2st.n, c2st.reference) == (3, "file, observations")
    assert 0.45 < c2st.value < 0.8
    with (many.results / "line/verdicts.csv").open(newline="") as file:
        said = [row["says"] for row in csv.DictReader(file) if row["diagnostic"] == "Predictive check"]
    assert said[0].startswith("Observation 2: Predictive check: the observation is unlike simulated ones")
    assert said[1:] == ["Predictive check: 2 of 3 observations pass"]


def test_other_observations_train_nothing_again(many):
    np.save(many.folder / "data.npy", DATA[:2])
    done = many.run(*targets(), "--dry-run")
    assert "sample" in done.stdout
    assert "train" not in done.stdout.replace("training", "")
    done = many.run("results/line/posteriors/file.h5")
    assert "draws draws.csv: are for 3 observations, but there are 2; give draws for each" in done.stdout
