"""What a result depends on."""

import copy
from pathlib import Path

import pytest
import yaml
from lfi.config.loading import load
from lfi.plan import Plan
from lfi.workflow.requirements import load_problems

ROOT = Path(__file__).parents[3]
DEFAULT = yaml.safe_load((ROOT / "config/config.yaml").read_text())


@pytest.fixture(scope="module")
def plan():
    """The plan of the default configuration, with the line's simulations changed."""

    def make(**changes):
        values = copy.deepcopy(DEFAULT)
        values["problems"]["line"]["simulations"].update(changes)
        config = load(values, "config.yaml")
        return Plan(config, load_problems(config, "config.yaml"), ROOT / "scripts")

    return make


def test_dropping_failed_draws_makes_other_shards_and_saying_that_they_are_errors_does_not(plan):
    shard = ("line", "training", "0", "1000")
    recipe = plan().simulate(*shard)
    assert plan(on_failure="error").simulate(*shard).key == recipe.key
    assert list(plan(on_failure="drop").simulate(*shard).changes(recipe)) == ["on_failure None → drop"]


def test_the_first_data_sets_that_did_not_fail_come_from_the_whole_test_set(plan):
    rows = {how: plan(on_failure=how).pairs("line", "test", None if how == "drop" else 5) for how in ("error", "drop")}
    for how, pairs in rows.items():
        assert plan(on_failure=how).exact("line").upstream["simulate line/test"] == pairs.key
    assert rows["drop"].leaves["stop"] == DEFAULT["problems"]["line"]["simulations"]["test"]
