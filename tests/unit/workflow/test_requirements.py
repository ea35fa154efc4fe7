"""What a configuration asks of a problem."""

import numpy as np
import pytest
from lfi import problems
from lfi.config.loading import load
from lfi.data import simulations
from lfi.errors import LfiError
from lfi.workflow.requirements import load_problems

MINE = """
from lfi.priors import Uniform
from lfi.problems import Problem

class Mine(Problem):
    prior = Uniform(a=(0, 1))

    def simulate(self, theta, rng):
        return theta
"""
ALONE = MINE.replace("simulate(", "simulate_one(")


@pytest.fixture
def required(tmp_path):
    """Load a problem file with entries of ``simulations``."""

    def required(text, **sizes):
        (tmp_path / "mine.py").write_text(text)
        entry = {"source": str(tmp_path / "mine.py"), "simulations": sizes, "estimators": {"net": {"kind": "flow"}}}
        config = load({"seed": 1, "results": str(tmp_path / "results"), "problems": {"mine": entry}}, "my.yaml")
        return load_problems(config, "my.yaml")["mine"]

    return required


@pytest.mark.parametrize(("size", "better"), [(100, 1000), (1400, 1000), (1600, 2000), (999, 1000)])
def test_shards_that_cut_what_is_simulated_at_once_are_refused_with_the_nearest_size(required, size, better):
    message = (
        f"^my.yaml: problems.mine.simulations.shard_size: {size} is not a multiple of 1000, the draws that are "
        f"simulated at once; use {better}, or write block = {size} in the problem's class$"
    )
    with pytest.raises(LfiError, match=message):
        required(MINE, training=5000, shard_size=size)
    required(MINE, training=5000, shard_size=better)
    required(MINE + f"\n    block = {size}", training=5000, shard_size=size)
    required(ALONE, training=5000, shard_size=size)
    required(MINE, training=size, shard_size=size)  # one shard, which cuts nothing


def test_a_problem_that_sets_its_block_simulates_no_more_than_a_shard_has(required):
    counted = MINE.replace("return theta", "assert len(theta) == 50\n        return theta") + "\n    block = 50"
    problem = required(counted, training=5000, shard_size=50)
    assert len(simulations.simulate(problem, 1, "mine", "training", 100, 150).x) == 50
    whole = simulations.simulate(problem, 1, "mine", "training", 0, 150)
    assert np.array_equal(whole.x[100:], simulations.simulate(problem, 1, "mine", "training", 100, 150).x)


@pytest.mark.parametrize("block", ["0", "-1", "2.5", "'many'"])
def test_a_block_that_is_no_number_of_draws_is_named(required, block):
    with pytest.raises(
        LfiError, match=f"^my.yaml: problems.mine.source: block = {block} in the problem's class is not a whole number"
    ):
        required(MINE + f"\n    block = {block}", training=5000)


def test_a_built_in_problem_has_the_block_that_it_has(tmp_path):
    assert problems.load("curve", {}, {}).block == 2000
    entry = {
        "simulations": {"training": 4000, "test": 9, "shard_size": 1000},
        "estimators": {"net": {"kind": "regressor"}},
    }
    config = load({"seed": 1, "results": str(tmp_path), "problems": {"curve": entry}}, "my.yaml")
    with pytest.raises(LfiError, match=r"shard_size: 1000 is not a multiple of 2000, .*; use 2000$"):
        load_problems(config, "my.yaml")
