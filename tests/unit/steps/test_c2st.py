"""A posterior beside the reference: its rows are in a file of its own."""

import numpy as np
import pytest
from lfi.data import checks as stored
from lfi.data import posteriors
from lfi.data.posteriors import Draws
from lfi.diagnostics.scores import read
from lfi.steps.c2st import c2st

RNG = np.random.default_rng(1)
NAMES = ["a", "b"]


@pytest.fixture
def draws(tmp_path):
    """Draws of a reference, of a posterior that is shifted in the first parameter, and of one that is right."""
    drawn = {name: RNG.normal(size=(1, 500, 2)) for name in ("exact", "shifted", "right")}
    drawn["shifted"][..., 0] += 3
    for name, theta in drawn.items():
        posteriors.write(tmp_path / f"{name}.h5", Draws(theta))
    stored.write(tmp_path / "checks.h5", [{"corrected": RNG.normal(size=(500, 2))}])
    return {name: tmp_path / f"{name}.h5" for name in drawn}


def scored(draws, name, folder, checks):
    """The scores of a posterior, by name and score."""
    pair = {each: draws[each] for each in ("exact", name)}
    c2st(("problem", name), NAMES, pair, checks, seed=1, scores=folder / "scores.csv")
    rows = read(folder / "scores.csv")
    assert {row.reference for row in rows} == {"exact, observation"}
    return {(row.posterior, row.score): row.value for row in rows}


def test_a_posterior_is_scored_beside_the_reference_and_so_is_the_corrected_one(draws, tmp_path):
    found = scored(draws, "shifted", tmp_path, {"shifted": tmp_path / "checks.h5"})
    assert {name for name, _ in found} == {"shifted", "shifted_corrected"}
    assert found["shifted", "mean_shift_a"] == pytest.approx(3, abs=0.3)
    assert found["shifted", "c2st"] > 0.9 > 0.6 > found["shifted_corrected", "c2st"]
    right = scored(draws, "right", tmp_path, {})
    assert {name for name, _ in right} == {"right"}
    assert right["right", "c2st"] < 0.6
