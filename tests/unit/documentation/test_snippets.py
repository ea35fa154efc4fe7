"""Every command and snippet of the documentation: each runs, here or in the test that is named."""

import ast
import re
import shlex

import lfi
import numpy as np
import pytest
import yaml
from lfi.commands.main import main
from lfi.config.workflow import Config
from lfi.problems.loading import load
from matplotlib import pyplot as plt
from support.documentation import blocks, commands, script
from support.plans import ROOT

PAGES = list(script().pages())
# Where the commands of a page run as they are written; of the others the command and its options are looked up here.
RUN = dict.fromkeys(("docs/first.md", "docs/exports.md"), "tests/workflow/test_new_problem.py")
# What is no command of the project's, and why no test runs it.
OUTSIDE = {
    "source .venv/bin/activate": "of the shell",
    "apptainer build lfi.sif envs/lfi.def": "Apptainer is not in CI",
    "docker build --tag lfi --file envs/Dockerfile .": "Docker is not in CI",
    "docker run --rm --user $(id -u) --volume $PWD:/work lfi run --config decay.yaml": "Docker is not in CI",
    "snakemake results/line/figures/posterior.png --configfile config/config.yaml --dry-run": "plans the demo",
    ".ci/run": "is what runs the tests",
}
# Pages with Python, and where it runs. The examples of CONTRIBUTING.md are shortened by their imports, as it says.
PYTHON = {
    "docs/simulator.md": "test_the_simulator_simulates",
    "docs/notebook.md": "test_the_notebook_runs",
    "docs/exports.md": "tests/workflow/test_new_problem.py",
    "CONTRIBUTING.md": "test_the_examples_for_contributors_are_python",
}


@pytest.mark.parametrize("line", sorted({line for page in PAGES for line in commands(page)}))
def test_every_command_is_there_with_its_options(line):
    name, *words = shlex.split(line)
    if line in OUTSIDE:
        return
    if name == "make":
        assert set(words) <= set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    else:
        assert name == "lfi", f"{line}: say in OUTSIDE why no test runs it"
        command = main.commands[words[0]]
        command.make_parser(command.make_context(words[0], [], resilient_parsing=True)).parse_args(words[1:])


def test_every_page_with_python_says_where_it_runs():
    assert {page for page in PAGES if blocks(page, "python")} == set(PYTHON)
    assert set(RUN) <= set(PAGES)


def test_the_notebook_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (example,) = blocks("docs/notebook.md", "python")
    assert "20_000" in example
    names = {}
    exec(example.replace("20_000", "500"), names)
    plt.close("all")
    assert names["draws"].shape == (1000, 2)
    assert lfi.load("line-flow").parameters == ("m", "c")


def test_the_simulator_simulates(tmp_path):
    (example,) = blocks("docs/simulator.md", "python")
    (tmp_path / "decay.py").write_text(example)
    theta, x = load(str(tmp_path / "decay.py"), {}, {}).draw(3, np.random.default_rng(0))
    assert theta.shape == (3, 2)
    assert x.shape == (3, 50)


def test_the_configuration_is_one():
    whole, sweep = blocks("docs/simulator.md", "yaml")
    values = yaml.safe_load(whole)
    values["problems"]["decay"] |= yaml.safe_load(sweep)
    assert Config.model_validate(values).problems["decay"].sweep.seeds == 3


def test_the_examples_for_contributors_are_python():
    examples = blocks("CONTRIBUTING.md", "python")
    assert len(examples) >= 4
    for example in examples:
        ast.parse(example)
