"""What ``import lfi`` loads, and what the library can do without the workflow's packages."""

import subprocess
import sys
from pathlib import Path

import lfi
import pytest
from lfi.provenance.code import code

LIGHT = "import sys; before = set(sys.modules); import lfi; print(*(set(sys.modules) - before))"
# As where the extra `workflow` is not installed.
ALONE = """
import sys
for name in ("bilby", "dynesty", "psutil", "sklearn", "snakemake", "submitit"):
    sys.modules[name] = None
import lfi
from lfi.problems.line import Line
theta, x = lfi.simulate("line", 300)
posterior = lfi.train(theta, x, Line().prior, kind="flow", training={"epochs": 1, "batch_size": 100})
posterior = lfi.load(posterior.save(sys.argv[1]))
posterior.plot(x[0], draws=100)
print(posterior.sample(x[0], 5).shape, posterior.map(x[0]).shape)
"""


def said(program, *arguments):
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_import_lfi_loads_nothing_but_lfi_and_pythons_own():
    loaded = [name for name in said(LIGHT).split() if name.partition(".")[0] not in sys.stdlib_module_names]
    assert loaded == ["lfi"]


def test_the_library_works_without_the_packages_of_the_workflow(tmp_path):
    assert said(ALONE, tmp_path / "flow") == "(5, 2) (2,)\n"


def test_names_are_listed_and_another_one_is_an_error_that_lists_them():
    assert {"Posterior", "load", "simulate", "train"} <= set(dir(lfi))
    assert lfi.load.__module__ == "lfi.notebook.posterior"
    with pytest.raises(AttributeError, match="no attribute 'laod'; it has Posterior, load, simulate, train"):
        _ = lfi.laod


def test_types_are_declared_to_be_there():
    assert (Path(lfi.__file__).parent / "py.typed").exists()


def test_what_a_users_problem_takes_from_the_library_counts(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("import lfi\n\ndef f(x):\n    return lfi.load('flow').sample(x)\n")
    reached = {"lfi.notebook.posterior.load", "lfi.notebook.posterior.Posterior.sample", "lfi.inference.sample"}
    assert reached <= set(code([str(file)]))
