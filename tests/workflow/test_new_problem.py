"""A new problem, from nothing to what is taken away: the commands of the documentation, as they are written."""

import os
import subprocess

import pytest
import yaml
from lfi.data import arrays
from support.documentation import blocks, commands
from support.plans import ROOT


@pytest.fixture
def shell(tmp_path, forked):
    """Runs a line as a user whose home has a space in its name."""
    home = tmp_path / "my home"
    home.mkdir()
    environment = {**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT / "workflow/lib")}
    start = f'set -e; lfi() {{ "{forked.program}" -m lfi "$@"; }}; '

    def run(line):
        done = subprocess.run(
            ["bash", "-c", start + line], cwd=home, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    run.home = home
    return run


def shrink(path):
    """Make a new problem's configuration as small as it goes."""
    config = yaml.safe_load(path.read_text())
    decay = config["problems"]["decay"]
    decay["simulations"], decay["posterior"] = {"training": 1000, "test": 100}, {"draws": 200, "test_datasets": 0}
    decay["estimators"]["posterior"] = {"training": {"epochs": 1}}
    del decay["calibration"]
    path.write_text(yaml.safe_dump(config))


def test_the_documentations_commands_lead_from_nothing_to_what_is_taken_away(shell, monkeypatch):
    new, run, *others = [line for line in commands("docs/first.md") if line.startswith("lfi")]
    shell(new)
    shrink(shell.home / "decay/decay.yaml")
    shell(run)
    results = shell.home / "decay/decay-results"
    assert (results / "report.html").exists()
    assert (results / "decay/figures/posterior.png").exists()
    said = [shell(line) for line in others]
    assert f"Report: {results}/report.html" in said[0]
    assert said[1] == "nothing is stale\n"

    observed = arrays.read(results / "decay/observation.h5")[0]["x"]
    (shell.home / "counts.csv").write_text(",".join(map(str, observed)))
    for line in commands("docs/exports.md"):
        shell(line)
    monkeypatch.chdir(shell.home)
    (example,) = blocks("docs/exports.md", "python")
    names = {}
    exec(example, names)
    assert list(names["data"].posterior) == list(names["result"].posterior) == ["rate", "height"]
