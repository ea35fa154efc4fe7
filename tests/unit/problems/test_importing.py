"""Modules beside a user's problem file."""

import pickle
import subprocess
import sys
from types import ModuleType

import numpy as np
import pytest
from lfi import problems, provenance
from lfi.errors import LfiError

PROBLEM = """
import numpy as np
from lfi.priors import Uniform
from lfi.problems import Problem
from helper import LOW

class Mine(Problem):
    prior = Uniform(a=(LOW, LOW + 1))

    def simulate(self, theta, rng):
        import later

        return theta + later.SHIFT
"""


def write(folder, files):
    """Python files of a folder, by their paths without the suffix."""
    for name, text in files.items():
        path = folder / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def loaded(folder, name="prob"):
    return problems.load(str(folder / f"{name}.py"), {}, {}, kind=problems.Problem)


def mine(low=1, shift=10, **others):
    return {"prob": PROBLEM, "helper": f"LOW = {low}", "later": f"SHIFT = {shift}"} | others


def test_each_problem_has_the_modules_of_its_folder_also_those_that_a_function_imports(tmp_path):
    a = loaded(write(tmp_path / "a", mine(1, 10)))
    b = loaded(write(tmp_path / "b", mine(5, 50)))
    for problem, low, shift in ((b, 5, 50), (a, 1, 10), (b, 5, 50)):
        assert problem.prior.low.tolist() == [low]
        assert problem.simulate(np.zeros((1, 1)), None).tolist() == [[shift]]


def test_modules_beside_a_problem_import_each_other_and_packages(tmp_path):
    files = {
        "prob": "import pkg.more\nfrom pkg.deep import *\nassert numbers.LOW == 3\n" + PROBLEM,
        "helper": "from pkg.deep.numbers import LOW\nfrom .later import SHIFT",
        "later": "import helper\nfrom pkg import more\nSHIFT = more.SHIFT\nassert helper.__name__.endswith('.helper')",
        "pkg/more": "from .deep import numbers\nimport pkg.deep.numbers as same\nassert numbers is same\nSHIFT = 7",
        "pkg/deep/__init__": "__all__ = ['numbers']",
        "pkg/deep/numbers": "LOW = 3",
    }
    problem = loaded(write(tmp_path, files))
    assert problem.prior.low.tolist() == [3]
    assert problem.simulate(np.zeros((1, 1)), None).tolist() == [[7]]


def test_a_module_beside_a_problem_stands_for_no_other_modules_import(tmp_path):
    program = f"""
import sys
before = [*sys.path, *sys.meta_path]
from lfi import problems, provenance
problem = problems.load({str(tmp_path / "prob.py")!r}, {{}}, {{}})
import statistics, fractions, importlib.util
assert not hasattr(statistics, "MINE") and statistics.mean([1, 3]) == 2 and [*sys.path, *sys.meta_path] == before
assert importlib.util.find_spec("helper") is None
print(problem.simulate(problem.prior.low[None], None))
"""
    later = "import statistics, math, numpy\nSHIFT = statistics.MINE + math.floor(0.5)"
    write(tmp_path, mine(statistics="MINE = 4", later=later) | {"lfi/__init__": "", "lfi/priors": "raise RuntimeError"})
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd="/", check=False)
    assert (done.stdout, done.stderr) == ("[[5.]]\n", "")


def test_a_folder_that_is_no_module_hides_no_package(tmp_path):
    write(tmp_path, mine(later="import numpy\nSHIFT = numpy.ones(1)[0]") | {"numpy/notes": ""})
    assert loaded(tmp_path).simulate(np.zeros((1, 1)), None).tolist() == [[1]]


def test_two_problems_share_no_state_and_a_file_is_read_anew_each_time(tmp_path):
    counting = PROBLEM.replace("import later\n", "import later\n        later.SHIFT += 1\n")
    write(tmp_path, mine(prob=counting, later="SHIFT = 0"))
    first, second = loaded(tmp_path), loaded(tmp_path)
    assert [p.simulate(np.zeros((1, 1)), None).item() for p in (first, first, second)] == [1, 2, 1]
    write(tmp_path, {"helper": "LOW = 2.5  # of another length, as the second may be the same"})
    assert loaded(tmp_path).prior.low.tolist() == [2.5]


def test_a_problem_may_use_what_looks_up_its_module(tmp_path):
    dataclass = """from __future__ import annotations
import pickle
from dataclasses import dataclass, KW_ONLY
@dataclass
class Setting:
    shift: float
    _: KW_ONLY
    more: float = 0.0
"""
    write(tmp_path, mine() | {"my-own.problem": dataclass + PROBLEM})
    problem = loaded(tmp_path, "my-own.problem")
    module = sys.modules[type(problem).__module__]
    assert isinstance(module, ModuleType)
    assert pickle.loads(pickle.dumps(module.Setting(2.0))) == module.Setting(2.0)


def test_a_module_that_is_missing_or_broken_is_an_error_that_names_the_problems_file(tmp_path):
    write(tmp_path, mine(helper="import nosuchmodule"))
    with pytest.raises(LfiError, match=r"prob\.py: does not import: ModuleNotFoundError: No module named 'nosuchm"):
        loaded(tmp_path)
    write(tmp_path, {"helper": "import later.more"})
    with pytest.raises(
        LfiError, match=r"prob\.py: does not import: ModuleNotFoundError: No module named 'later\.more'"
    ):
        loaded(tmp_path)
    write(tmp_path, {"helper": "LOW = 1 / 0"})
    with pytest.raises(LfiError, match=r"prob\.py: does not import: ZeroDivisionError"):
        loaded(tmp_path)


def test_loading_a_problem_calls_for_none_of_its_methods():
    counted = provenance.code(["lfi.problems.line:Line", "lfi.problems.loading:load"])
    assert "lfi.problems.linear_gaussian.LinearGaussian" in counted
    assert not [name for name in counted if name.startswith("lfi.problems.linear_gaussian.LinearGaussian.")]
