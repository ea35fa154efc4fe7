"""Which definitions count as the code behind a result."""

import inspect
import sys
import threading

import pytest
from lfi import provenance
from lfi.launch.placement import Placement
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
def digests(tmp_path):
    """Digests of the code behind simulate, with some text of the problem file replaced."""

    def find(old="", new=""):
        assert old in PROBLEM
        file = tmp_path / "decay.py"
        file.write_text(PROBLEM.replace(old, new))
        parse.cache_clear()
        return provenance.code(["lfi.data.simulations:simulate", f"{file}:Decay"])

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


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("import numpy as np\n", "import numpy as np\nfrom math import *\n"),
        ("theta + noise(", "theta + globals()['noise']("),
        ("theta + noise(", "theta + getattr(self, 'no' + 'ise', noise)("),
    ],
)
def test_where_names_are_made_at_run_time_every_method_counts(digests, tmp_path, old, new):
    made = PROBLEM.replace(old, new)
    file = tmp_path / "made.py"
    both = []
    for text in (made, made.replace("theta[:, 0] * OTHER", "theta[:, 0] / OTHER")):
        file.write_text(text)
        parse.cache_clear()
        both.append(provenance.code(["lfi.data.simulations:simulate", f"{file}:Decay"]))
    assert both[0] != both[1]


def test_a_module_of_the_standard_library_is_not_taken_for_one_of_the_same_name_in_lfi():
    assert parse(LIBRARY / "lfi/data/posteriors.py").find("typing") is None
    assert parse(LIBRARY / "lfi/data/posteriors.py").find("lfi.typing") == LIBRARY / "lfi/typing.py"


def test_a_change_is_named_by_its_definition(digests):
    before, after = digests(), digests("SCALE * rng", "SCALE + rng")
    assert [name for name in after if after[name] != before.get(name)] == ["decay.py.noise"]


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
    ("file", "old", "new"),
    [
        ("helper.py", "2.0", "3.0"),
        ("package/part.py", "1 +", "2 +"),
        ("package/deep.py", "* 5", "* 6"),
        ("package/__init__.py", "LOADED = 1", "LOADED = 2"),
    ],
)
def test_modules_beside_a_problem_count_as_python_imports_them(tmp_path, file, old, new):
    files = {
        "mine.py": PROBLEM.replace(
            "import numpy as np\n", "import numpy as np\nfrom package.part import moved\n"
        ).replace("theta + noise", "moved(theta) + noise"),
        "helper.py": "SCALE = 2.0\n",
        "package.py": "raise ImportError('a package of this name comes first')\n",
        "package/__init__.py": "LOADED = 1\nprint(LOADED)\n",
        # An absolute import inside a package starts at the problem's folder, a relative one at the package.
        "package/part.py": "from helper import SCALE\nfrom .deep import five\n\n"
        "def moved(x):\n    return 1 + five(SCALE * x)\n",
        "package/deep.py": "def five(x):\n    return x * 5\n",
        "package/helper.py": "SCALE = 7.0\n",
    }
    (tmp_path / "package").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    def code():
        parse.cache_clear()
        return provenance.code(["lfi.data.simulations:simulate", f"{tmp_path / 'mine.py'}:Decay"])

    before = code()
    assert old in files[file]
    (tmp_path / file).write_text(files[file].replace(old, new))
    assert code() != before
    (tmp_path / "package/helper.py").write_text("SCALE = 8.0\n")
    (tmp_path / file).write_text(files[file])
    assert code() == before


@pytest.mark.parametrize(
    "form", ["if True:\n    {}", "def make():\n    {}\n    return Decay\n\nDecay = make()\nMade = Decay\n"]
)
def test_a_class_that_no_plain_statement_defines_counts_with_its_whole_file(tmp_path, form):
    head, tail = PROBLEM.split("class Decay")
    body = ("class Decay" + tail.rstrip()).replace("\n", "\n    ")
    file = tmp_path / "decay.py"

    def code(text):
        file.write_text(text)
        parse.cache_clear()
        return provenance.code([f"{file}:Decay"])

    text = head + form.format(body)
    assert code(text) != code(text.replace("theta + noise", "theta - noise"))
