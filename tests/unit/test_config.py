import copy
import json
import re
from pathlib import Path

import pytest
import yaml
from lfi.config.loading import load
from lfi.errors import LfiError
from write_schema import PATH, schema

ROOT = Path(__file__).parents[2]
DEFAULT = yaml.safe_load((ROOT / "config/config.yaml").read_text())


def changed(path, value):
    """The default configuration with one key set."""
    config = copy.deepcopy(DEFAULT)
    *parents, last = path.split(".")
    place = config
    for key in parents:
        place = place[key]
    place[last] = value
    return config


def test_the_default_configuration_is_valid():
    assert set(load(DEFAULT, "config.yaml").problems) == {"line", "curve"}


def test_the_schema_on_disk_is_the_one_of_the_models():
    assert PATH.read_text() == schema(), "run: make schema"


def test_every_key_is_explained_in_the_readme():
    definitions = json.loads(schema())
    models = [definitions, *definitions["$defs"].values()]
    keys = {key for model in models for key in model.get("properties", {})}
    explained = set(re.findall(r"`([a-z_]+)`", (ROOT / "config/README.md").read_text()))
    assert keys <= explained, f"explain in config/README.md: {sorted(keys - explained)}"


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("problems.line.estimators.flow.training.epoch", 5, r"unknown key 'epoch'; did you mean 'epochs'\?"),
        ("problems.line.refrences", {}, r"unknown key 'refrences'; did you mean 'references'\?"),
        ("sede", 1, r"unknown key 'sede'; did you mean 'seed'\?"),
        ("problems.line.estimators.flow.embedding.feature", 4, r"unknown key 'feature'; did you mean 'features'\?"),
        ("seed", -1, r"seed: .* not -1"),
        ("seed", "many", r"seed: .* not 'many'"),
        ("problems.line.simulations.training", 0, r"problems\.line\.simulations\.training: .*greater than 0"),
        ("problems.line.estimators.made.kind", "flwo", r"estimators\.made: unknown kind 'flwo'; known are 'flow'"),
        ("problems.line.estimators.mean", {"hidden": [3]}, r"estimators\.mean: 'kind' is missing"),
        ("problems.line.estimators.exact", {"kind": "flow"}, r"'exact' is the name of a reference"),
        ("problems.line.prior", {"m": [3, -3]}, r"prior\.m: lower bound 3 is not below upper bound -3; swap them"),
        ("problems.line.simulations.split", {"train": 0.9, "validation": 0.3}, r"split: .*add up to 1, not 1\.3"),
        ("problems.line.simulations.split", {"train": 0.9, "calibration": 0}, r"nothing to measure it on"),
        ("problems.Line", {}, r"problems\.Line"),
    ],
)
def test_a_mistake_is_named_by_its_key_in_one_line(path, value, message):
    with pytest.raises(LfiError) as error:
        load(changed(path, value), "my.yaml")
    lines = str(error.value).splitlines()
    assert any(line.startswith("my.yaml: ") and re.search(message, line) for line in lines), lines


def test_a_results_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(LfiError, match="results: cannot write to"):
        load(changed("results", str(tmp_path / "file" / "results")), "my.yaml")
