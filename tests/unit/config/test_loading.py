import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from lfi.config.loading import load, read
from lfi.config.schema import schema
from lfi.data.checks import CORRECTED
from lfi.errors import LfiError
from lfi.workflow.requirements import load_problems

ROOT = Path(__file__).parents[3]
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
    written = ROOT / "workflow/schemas/config.schema.json"
    assert written.read_text() == schema(), "run: make schema"


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
        ("problems.line.estimators.mean", {"hidden": [3]}, r"estimators\.mean\.hidden: unknown key 'hidden'"),
        (
            "problems.line.rounds",
            {"simulations": 1000},
            r"line: rounds\.estimator: name one of the density estimators: made, flow",
        ),
        ("problems.line.rounds", {"simulations": 1000, "estimator": "mean"}, "'mean' is no density estimator"),
        ("problems.line.rounds", {"simulations": 50_000, "estimator": "flow"}, r"50000 is above simulations\.training"),
        ("problems.line.rounds", {"simulations": 10, "estimator": "flow"}, "too few to split; give 20 or more"),
        ("problems.line.rounds", {"simulations": 1000, "count": 1}, r"rounds\.count: .*greater than or equal to 2"),
        ("problems.line.rounds", {"simulations": 1000, "mass": 1}, r"rounds\.mass: .*less than 1"),
        ("problems.line.estimators.exact", {"kind": "flow"}, r"'exact' is the name of a reference"),
        ("problems.line.estimators.file", {"kind": "flow"}, r"'file' is the name of a reference"),
        (f"problems.line.estimators.flow{CORRECTED}", {"kind": "flow"}, r"is a name of corrected draws; give"),
        ("problems.line.observations", 0, r"line\.observations: .*greater than 0"),
        (
            "problems.line.prior",
            {"m": 3},
            r"line\.prior\.m: give \[low, high\], or the name of a distribution",
        ),
        ("problems.line.prior", {"m": {"normal": [0, 1], "uniform": [0, 1]}}, r"line\.prior\.m: give \[low, high\]"),
        ("problems.line.simulations.on_failure", "ignore", r"on_failure: .* 'error' or 'drop', not 'ignore'"),
        ("problems.line.simulations.split", {"train": 0.9, "validation": 0.3}, r"split: .*add up to 1, not 1\.3"),
        (
            "problems.line.simulations.split",
            {"train": 0.9, "calibration": 0},
            r"needs pairs, but simulations.split.calibration is 0; raise it",
        ),
        (
            "problems.line.estimators.flow.training",
            {"keep": "last", "patience": 3},
            r"flow\.training: patience: .*; add keep: best",
        ),
        (
            "problems.line.estimators.flow.training.window",
            10,
            r"flow\.training: window: 10 pairs are less than a batch",
        ),
        ("problems.Line", {}, r"problems\.Line"),
    ],
)
def test_a_mistake_is_named_by_its_key_in_one_line(path, value, message):
    with pytest.raises(LfiError) as error:
        load(changed(path, value), "my.yaml")
    lines = str(error.value).splitlines()
    assert any(line.startswith("my.yaml: ") and re.search(message, line) for line in lines), lines


def test_observations_from_a_file_are_not_counted_beforehand():
    config = changed("problems.line.observations", 3)
    config["problems"]["line"]["observation"] = "data.npy"
    with pytest.raises(
        LfiError,
        match=r"problems\.line: observations: simulates observations, but observation names a file; remove one",
    ):
        load(config, "my.yaml")


@pytest.mark.parametrize("name", ["$(touch x)", "`touch x`", "a;b", 'a"b', "a'b", "a{b}", "a|b", "a\nb"])
def test_a_results_folder_whose_name_a_shell_would_read_is_refused_in_one_line(tmp_path, name):
    with pytest.raises(LfiError, match=r"my\.yaml: results: a shell would read") as refusal:
        load(changed("results", str(tmp_path / name)), "my.yaml")
    assert len(str(refusal.value).splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_results_folder_below_one_whose_name_a_shell_would_read_is_refused(tmp_path, monkeypatch):
    folder = tmp_path / "$(x)"
    folder.mkdir()
    monkeypatch.chdir(folder)
    with pytest.raises(LfiError, match="a shell would read"):
        load(changed("results", "results"), "my.yaml")


def test_a_results_folder_may_have_spaces_and_accents(tmp_path):
    load(changed("results", str(tmp_path / "été 2026, a-b_c=d@e+f~g#h%i")), "my.yaml")


def test_a_results_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(LfiError, match="results: cannot write to"):
        load(changed("results", str(tmp_path / "file" / "results")), "my.yaml")


@pytest.mark.parametrize(
    ("prior", "message"),
    [
        ({"m": [3, -3]}, "problem line: prior of m: lower bound 3 is not below upper bound -3; swap them"),
        ({"m": {"log_uniform": [0, 1]}}, "problem line: prior of m: bounds .* are not both above 0"),
        ({"m": {"normal": [0, -1]}}, "problem line: prior of m: standard deviation -1 is not above 0"),
        ({"m": [1, 2, 3]}, r"problem line: prior of m: \(1.0, 2.0, 3.0\) is not two numbers"),
        ({"m": {"poisson": [1]}}, "problem line: prior of m: no distribution 'poisson'; give uniform, .* such as beta"),
        ({"m": [0, float("inf")]}, "problem line: prior of m: .* not both finite"),
        ({"m": {"normal": [0, 1]}}, r"line\.references\.exact: .* no exact posterior under this prior; remove it"),
    ],
)
def test_a_distribution_that_the_problem_cannot_have_is_one_line(prior, message):
    with pytest.raises(LfiError, match=message) as error:
        load_problems(load(changed("problems.line.prior", prior), "my.yaml"), "my.yaml")
    assert "\n" not in str(error.value)


def test_bounds_are_short_for_a_uniform_distribution():
    short, long = (load(changed("problems.line.prior", {"m": pair}), "") for pair in ([0, 1], {"uniform": [0, 1]}))
    assert short == long
    assert short.problems["line"].prior == {"m": {"uniform": (0, 1)}}


def test_reading_a_configuration_imports_neither_torch_nor_scipy():
    heavy = "{'torch', 'scipy', 'bilby', 'h5py'} & set(sys.modules)"
    program = f"import sys, lfi.config.loading, lfi.workflow.requirements, lfi.workflow.study; print({heavy})"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "set()"


def test_the_default_configuration_is_read_as_it_is():
    assert read(ROOT / "config/config.yaml") == DEFAULT


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, ": cannot be read: No such file or directory"),
        (b"seed: 1\nproblems: {a: 1\nresults: b\n", ", line 3: is not YAML: expected ',' or '}', but got ':'"),
        (
            b"seed: 1\nproblems:\n\tline: 3\n",
            ", line 3: is not YAML: found character '\\t' that cannot start any token",
        ),
        (b"seed: 1\nresults: \x00\n", ": is not YAML: unacceptable character"),
        (b"seed: \xff\n", ": is not a text file: "),
        (b"seed 1", ": has no keys; write one in each line"),
        (b"", ": has no keys"),
    ],
)
def test_a_file_that_is_not_a_configuration_is_named_with_the_line(tmp_path, content, message):
    if content is not None:
        (tmp_path / "my.yaml").write_bytes(content)
    with pytest.raises(LfiError, match="^" + re.escape(f"{tmp_path}/my.yaml{message}")) as error:
        read(tmp_path / "my.yaml")
    assert "\n" not in str(error.value)
