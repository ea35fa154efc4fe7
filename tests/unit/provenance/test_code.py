"""Which definitions count as the code behind a result."""

import ast
import gc
import inspect
import shutil
import sys
import threading

import pytest
from lfi import provenance
from lfi.launch.placement import Placement
from lfi.provenance import modules
from lfi.provenance.code import NEUTRAL
from lfi.provenance.modules import LIBRARY, parse
from lfi.training.specification import roots
from support.trainings import specification, write_shard

PROBLEM = '''
"""A decay."""
import numpy as np
from lfi.priors import Uniform
from lfi.problems import Problem

SCALE = 2.0
OTHER = 3.0


def noise(rng, shape):
    """Noise."""
    return SCALE * rng.standard_normal(shape)


def unrelated():
    return OTHER


class Decay(Problem):
    prior = Uniform(rate=(0.1, 2.0))

    def simulate(self, theta, rng):
        return theta + noise(rng, theta.shape)

    def log_likelihood(self, theta, x):
        return theta[:, 0] * OTHER
'''


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A copy of the library's code with one more problem, some of whose text is replaced."""
    shutil.copytree(LIBRARY / "lfi", tmp_path / "lfi", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(modules, "LIBRARY", tmp_path)

    def write(old="", new=""):
        assert old in PROBLEM
        (tmp_path / "lfi/problems/decay.py").write_text(PROBLEM.replace(old, new))
        provenance.forget()

    yield write
    monkeypatch.undo()
    provenance.forget()


@pytest.fixture
def digests(library):
    """Digests of the code behind simulate."""

    def find(old="", new=""):
        library(old, new)
        return provenance.code(["lfi.data.simulations:simulate", "lfi.problems.decay:Decay"])

    return find


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""Noise."""', '"""Other words."""'),
        ("    return SCALE", "    # a comment\n    return   SCALE"),
        ("def noise(rng, shape):", "def noise(rng: object, shape: tuple) -> object:"),
        ("OTHER = 3.0", "OTHER = 4.0"),
        ("    return OTHER", "    return OTHER + 1"),
        ("theta[:, 0] * OTHER", "theta[:, 0] / OTHER"),
    ],
)
def test_what_the_simulator_does_not_reach_or_does_not_change_it_does_not_count(digests, old, new):
    assert digests(old, new) == digests()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SCALE = 2.0", "SCALE = 2.5"),
        ("SCALE * rng", "SCALE + rng"),
        ("theta + noise", "theta - noise"),
        ("rate=(0.1, 2.0)", "rate=(0.1, 3.0)"),
        ("import numpy as np\n", "import numpy as np\nnp.seterr(all='raise')\n"),
    ],
)
def test_what_the_simulator_reaches_counts(digests, old, new):
    assert digests(old, new) != digests()


@pytest.mark.parametrize("called", ["globals()['noise'](", "getattr(self, 'no' + 'ise', noise)("])
def test_where_names_are_made_at_run_time_every_method_counts(library, called):
    both = []
    for method in ("theta[:, 0] * OTHER", "theta[:, 0] / OTHER"):
        library("theta[:, 0] * OTHER", method)
        path = modules.LIBRARY / "lfi/problems/decay.py"
        path.write_text(path.read_text().replace("theta + noise(", f"theta + {called}"))
        provenance.forget()
        both.append(provenance.code(["lfi.data.simulations:simulate", "lfi.problems.decay:Decay"]))
    assert both[0] != both[1]


def test_a_module_of_the_standard_library_is_not_taken_for_one_of_the_same_name_in_lfi():
    assert parse(LIBRARY / "lfi/data/posteriors.py").find("typing") is None
    assert parse(LIBRARY / "lfi/data/posteriors.py").find("lfi.typing") == LIBRARY / "lfi/typing.py"


def test_a_change_is_named_by_its_definition(digests):
    before, after = digests(), digests("SCALE * rng", "SCALE + rng")
    assert [name for name in after if after[name] != before.get(name)] == ["lfi.problems.decay.noise"]


def test_a_flows_transform_counts_for_the_flows_that_use_it_alone():
    def code(kind, **more):
        return set(provenance.code(roots({"kind": kind, **more})))

    truncated, splines = code("flow"), code("flow", transform="spline_autoregressive")
    published = code("flow", transform="affine_autoregressive", bounded=False)
    flow, truncation = "lfi.nets.flows.ConditionalFlow", "lfi.nets.truncated.truncated_quantile"
    layer = "lfi.nets.layers.SplineAutoregressive.inverse"
    assert {flow, truncation} <= truncated
    assert {flow, truncation, layer} <= splines
    assert flow in published
    assert not {truncation, layer} & published
    assert layer not in truncated
    assert not {flow, truncation, layer} & code("regressor")


def test_ensembles_and_moment_networks_count_where_they_are_used_alone():
    def reaches(part, kind, **more):
        return any(name.startswith(f"lfi.nets.{part}.") for name in provenance.code(roots({"kind": kind, **more})))

    assert reaches("ensemble", "flow", members=2)
    assert reaches("moments", "moments")
    assert not reaches("ensemble", "flow")
    assert not reaches("moments", "regressor")
    assert not reaches("regressors", "flow", members=2)


def test_everything_that_a_training_runs_is_counted_or_declared_to_change_nothing(tmp_path):
    own = specification(write_shard(tmp_path))
    counted = set(provenance.code(roots(own.estimator)))
    ran = traced(lambda: _fit(own, tmp_path))
    missing = {name for name in ran if not any(name.startswith(f"{neutral}.") for neutral in NEUTRAL)} - counted
    assert missing <= {"lfi.training.fit.Runtime"}  # where it runs: nothing there changes its result
    assert len(ran) > 40


def _fit(own, folder):
    from lfi.training.fit import Runtime, fit

    (folder / "result").mkdir()
    fit(own, folder, Runtime(Placement()))


def traced(work) -> set[str]:
    """Dotted names of lfi's own functions and methods that run."""
    names = set()

    def note(frame, event, _):
        code = frame.f_code
        is_function = code.co_flags & inspect.CO_OPTIMIZED  # a class's body is none
        if event == "call" and is_function and code.co_filename.startswith(str(LIBRARY)):
            module = code.co_filename.removeprefix(f"{LIBRARY}/").removesuffix(".py").replace("/", ".")
            outer = code.co_qualname.split(".<")[0]
            if not outer.startswith("<") and not outer.split(".")[-1].startswith("__"):
                names.add(f"{module}.{outer}")

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return names


@pytest.mark.parametrize(
    "form", ["if True:\n    {}", "def make():\n    {}\n    return Decay\n\nDecay = make()\nMade = Decay\n"]
)
def test_a_class_that_no_plain_statement_defines_counts_with_its_whole_file(library, form):
    head, tail = PROBLEM.split("class Decay")
    body = ("class Decay" + tail.rstrip()).replace("\n", "\n    ")
    text, both = head + form.format(body), []
    for said in ("theta + noise", "theta - noise"):
        library(PROBLEM, text.replace("theta + noise", said))
        both.append(provenance.code(["lfi.problems.decay:Decay"]))
    assert both[0] != both[1]


@pytest.mark.parametrize(
    "text",
    [
        "from lfi.exact.crescent import Crescent",
        "from lfi.exact.crescent import *",
        "import lfi.exact.crescent\nlfi.exact.crescent.Crescent",
        "import lfi.exact.crescent as c\nc.Crescent",
        "from lfi.exact import crescent\ncrescent.Crescent",
        "def f():\n    from lfi.exact.crescent import Crescent as used\n\ndef g():\n    used = 1",
        "def f():\n    from lfi.exact import crescent as c\n    c.Crescent\n\ndef g():\n    from lfi import data as c",
        "import importlib\nimportlib.import_module('lfi.exact.crescent')",
        "import pkgutil\npkgutil.resolve_name('lfi.exact.crescent:Crescent')",
    ],
)
def test_what_a_users_file_uses_of_lfi_counts_however_it_is_imported(tmp_path, text):
    file = tmp_path / "mine.py"
    file.write_text(text)
    assert "lfi.exact.crescent.Crescent" in provenance.code([str(file)])
    file.write_text("import math")
    provenance.forget()
    assert "lfi.exact.crescent.Crescent" not in provenance.code([str(file)])


def test_code_that_is_read_anew_leaves_no_syntax_trees_of_before():
    """A driver reads it before and after hours of waiting."""

    def trees():
        provenance.forget()
        provenance.code(["lfi.training.fit:fit"])
        gc.collect()
        return sum(issubclass(type(thing), ast.AST) for thing in gc.get_objects())

    trees()  # what was read before this test is forgotten
    assert trees() == trees() > 1000


def test_a_file_that_has_not_changed_is_not_parsed_anew(tmp_path):
    file = tmp_path / "mine.py"
    for content, same in (("a = 1", False), ("a = 1", True), ("a = 2", False)):
        before = modules.read(file)
        file.write_text(content)
        provenance.forget()
        assert (modules.read(file) is before) == same
