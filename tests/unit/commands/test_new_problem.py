"""What a user starts a problem of their own from."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from lfi import problems
from lfi.commands.new_problem import new_problem
from lfi.data import simulations
from lfi.errors import LfiError
from lfi.priors import Prior
from scipy.stats import poisson
from support.plans import ROOT


@pytest.fixture
def written(tmp_path):
    """A new problem in a folder that has a space in its name and is not the one that anything is run in."""
    return new_problem("two_decays", tmp_path / "my work")


def loaded(path):
    return problems.load(str(path), {}, {}, kind=problems.Problem)


def simulated(problem, seed=1):
    return simulations.simulate(problem, seed, "new", "training", 0, 20)


def uncommented(path):
    """The file with the methods that it hints at: comments that begin with ``def``, and what is indented after it."""
    path.write_text(re.sub(r"^    #( (?=def |    )|$)", "    ", path.read_text(), flags=re.MULTILINE))
    return path


def test_a_new_problem_passes_its_own_test_which_fails_when_the_problem_is_wrong(written, tmp_path):
    wrong = new_problem("wrong_decays", tmp_path / "my work")
    wrong[0].write_text(wrong[0].read_text().replace("rng.poisson", "np.random.poisson"))
    # One process for both: the right one comes first, as if it were alone.
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(written[2]), str(wrong[2])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "1 failed, 5 passed" in done.stdout
    (failed,) = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    assert "test_wrong_decays.py::" in failed


def test_the_command_writes_three_files_and_says_what_to_do_next(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    command = [sys.executable, "-m", "lfi", "new", "tides", "~/new folder"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    files = {path.name: path for path in (tmp_path / "new folder").iterdir()}
    assert set(files) == {"tides.py", "tides.yaml", "test_tides.py"}
    assert done.stdout.splitlines()[1:] == [
        f"    pytest '{files['test_tides.py']}'",
        f"    lfi run --config '{files['tides.yaml']}'",
    ]
    assert not [name for name, path in files.items() if "decay" in path.read_text().lower()]


def test_the_methods_that_are_hinted_at_work(written):
    problem = loaded(uncommented(written[0]))
    theta, x, _ = simulated(problem)
    assert problem.has_model
    assert problem.model(theta).shape == x.shape
    expected = poisson(problem.model(theta)).logpmf(x[0]).sum(axis=1)
    assert np.allclose(problem.log_likelihood(theta, x[0]), expected)
    rates = [problem.simulate_one(theta[0], np.random.default_rng(i)) for i in range(2000)]
    assert np.allclose(np.mean(rates, axis=0), problem.model(theta)[0], atol=5 * np.sqrt(theta[0, 1] / 2000))


def test_the_priors_that_are_named_are_there(written):
    import lfi.priors

    names = re.findall(r"\b([A-Z]\w+)\(", written[0].read_text().split("prior = ")[0].split("# Others")[1])
    assert set(names) == {"LogUniform", "Normal", "CorrelatedNormal", "Product"}
    assert all(issubclass(getattr(lfi.priors, name), Prior) for name in names)


@pytest.mark.parametrize("kept", ["two_decays.py", "two_decays.yaml", "test_two_decays.py"])
def test_nothing_is_written_over(written, tmp_path, kept):
    folder = tmp_path / "my work"
    for path in written:
        path.unlink()
    (folder / kept).write_text("mine")
    with pytest.raises(LfiError, match=rf"{kept}: exists already, and nothing was written; choose"):
        new_problem("two_decays", folder)
    assert [(path.name, path.read_text()) for path in folder.iterdir()] == [(kept, "mine")]


@pytest.mark.parametrize("name", ["", "Decay", "2decay", "de-cay", "../decay", "zerfall_ä", "decay\n"])
def test_a_name_that_no_result_can_have_is_refused(tmp_path, name):
    with pytest.raises(LfiError, match="by lower-case letters, digits and underscores"):
        new_problem(name, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["random", "numpy", "problem", "uniform", "none"])
def test_a_name_that_would_hide_a_module_or_a_class_is_refused(tmp_path, name):
    with pytest.raises(LfiError, match=f"{name}: is taken by a module or class; .* my_{name}$"):
        new_problem(name, tmp_path / "new")
    assert simulated(loaded(new_problem(f"my_{name}", tmp_path / "new")[0])).x.shape == (20, 50)


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(LfiError, match=r"file/new: cannot be written to .*; choose another folder") as error:
        new_problem("tides", tmp_path / "file/new")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("folder", ["it's", "a#b: c", "radecay", "größe"])
def test_the_configuration_names_any_folder_so_that_it_runs_from_anywhere(tmp_path, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    problem, configuration, _ = new_problem("radecay", Path(folder))
    config = yaml.safe_load(configuration.read_text())
    assert config["problems"]["radecay"]["source"] == str(tmp_path / folder / "radecay.py")
    assert config["results"] == str(tmp_path / folder / "radecay-results")
    assert type(loaded(problem)).__name__ == "Radecay"
