"""What a user's problem is loaded from: every edit that changes what it says is found, wherever it is made."""

import os
import subprocess
import sys

import pytest
from lfi.errors import LfiError
from lfi.problems import scanning
from lfi.problems.scanning import Asked, scan

PROBLEM = '''{head}
from lfi.priors import Uniform
from lfi.problems import Problem


class Mine(Problem):
    """A problem."""

    prior = Uniform(a=(0, 1))

    def simulate(self, theta, rng):
        return theta + VALUE  # shifted
'''
BESIDE = "import sys; sys.path.insert(0, {folder!r} + '/src')\n"
PLUGINS = """import importlib, pathlib, sys
sys.path.insert(0, {folder!r} + '/src')
found = sorted(pathlib.Path({folder!r}, 'src').glob('plugin_*.py'))
VALUE = sum(importlib.import_module(path.stem).VALUE for path in found)"""
SPEC = """import importlib.util
spec = importlib.util.spec_from_file_location("x", {folder!r} + "/odd-name.py")
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
VALUE = module.VALUE"""
DOCUMENTED = '''def table():
    """1"""

VALUE = float(table.__doc__)'''

# The head of the problem's file, further files, the edit, and whether it counts.
CASES = {
    "nothing": ("VALUE = 1", {}, {}, False),
    "a comment": ("VALUE = 1", {}, {"mine.py": ("# shifted", "# moved")}, False),
    "a docstring": ("VALUE = 1", {}, {"mine.py": ("A problem.", "Another.")}, False),
    "formatting": ("VALUE = 1", {}, {"mine.py": ("VALUE = 1", "VALUE   =  (1)")}, False),
    "a constant": ("VALUE = 1", {}, {"mine.py": ("VALUE = 1", "VALUE = 1.0")}, True),
    "a module beside": ("from helper import VALUE", {"helper.py": "VALUE = 1"}, {"helper.py": ("1", "2")}, True),
    "a star": ("from helper import *", {"helper.py": "VALUE = 1"}, {"helper.py": ("1", "2")}, True),
    "a package": (
        "from pkg.deep import VALUE",
        {"pkg/__init__.py": "X = 1", "pkg/deep.py": "from . import X as VALUE"},
        {"pkg/__init__.py": ("1", "2")},
        True,
    ),
    "an effect of an import": (
        "import numbers_of_mine, patch\nVALUE = numbers_of_mine.X",
        {"numbers_of_mine.py": "X = 1", "patch.py": "import numbers_of_mine\nnumbers_of_mine.X = 2"},
        {"patch.py": ("= 2", "= 3")},
        True,
    ),
    "a folder of modules": (
        f"{BESIDE}from far import VALUE",
        {"src/far.py": "VALUE = 1"},
        {"src/far.py": ("1", "2")},
        True,
    ),
    "two files of one name": (
        f"{BESIDE}import utils, importlib; VALUE = importlib.import_module('utils').X",
        {"src/utils.py": "X = 1", "utils.py": "X = 1"},
        {"src/utils.py": ("1", "2")},
        True,
    ),
    "plugins": (PLUGINS, {"src/plugin_a.py": "VALUE = 1"}, {"src/plugin_a.py": ("1", "2")}, True),
    "one more plugin": (PLUGINS, {"src/plugin_a.py": "VALUE = 1"}, {"src/plugin_b.py": "VALUE = 1"}, True),
    "a file that is no name": (SPEC, {"odd-name.py": "VALUE = 1"}, {"odd-name.py": ("1", "2")}, True),
    "code that is executed": (
        "exec(open({folder!r} + '/more.py').read())",
        {"more.py": "VALUE = 1"},
        {"more.py": ("1", "2")},
        True,
    ),
    "code that is run": (
        "import runpy; VALUE = runpy.run_path({folder!r} + '/more.py')['VALUE']",
        {"more.py": "VALUE = 1"},
        {"more.py": ("1", "2")},
        True,
    ),
    "a table": (
        "import json; VALUE = json.load(open({folder!r} + '/value.json'))",
        {"value.json": "1"},
        {"value.json": ("1", "2")},
        True,
    ),
    "data in a docstring": (DOCUMENTED, {}, {"mine.py": ('"""1"""', '"""2"""')}, True),
    "data in another's docstring": (
        "import helper; VALUE = float(helper.__doc__)",
        {"helper.py": '"""1"""'},
        {"helper.py": ("1", "2")},
        True,
    ),
    "a package that hides a module": (
        "from helper import VALUE",
        {"helper.py": "VALUE = 1"},
        {"helper/__init__.py": "VALUE = 2"},
        True,
    ),
    "a module that is not imported": ("VALUE = 1", {"other.py": "X = 1"}, {"other.py": ("1", "2")}, False),
    "a new module that nobody imports": ("VALUE = 1", {}, {"other.py": "X = 1"}, False),
}


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, tuple):
            old, new = text
            assert path.read_text().count(old) == 1
            text = path.read_text().replace(old, new)
        path.write_text(text)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Of every case what its problem is loaded from, before its edit and after: all in two processes."""
    base, asked = tmp_path_factory.mktemp("scanned"), []
    for k, (head, files, _, _) in enumerate(CASES.values()):
        folder = base / str(k)
        head = head.replace("{folder!r}", repr(str(folder)))
        write(folder, {"mine.py": PROBLEM.replace("{head}", head), **files})
        asked.append(Asked(str(folder / "mine.py"), {}, {}))
    before = scan(asked, base / "kept")
    for k, (_, _, edits, _) in enumerate(CASES.values()):
        write(base / str(k), edits)
    return dict(zip(CASES, zip(before, scan(asked, base / "kept"), strict=True), strict=True))


@pytest.mark.parametrize("case", CASES)
def test_an_edit_counts_where_it_changes_what_is_loaded(both, case):
    before, after = both[case]
    assert (before != after) == CASES[case][3]


@pytest.fixture
def mine(tmp_path):
    write(tmp_path, {"mine.py": PROBLEM.replace("{head}", "from helper import VALUE"), "helper.py": "VALUE = 1"})
    return Asked(str(tmp_path / "mine.py"), {}, {})


def test_the_answer_is_kept_until_something_that_it_saw_has_changed(mine, tmp_path, monkeypatch):
    started, run = [], subprocess.run
    monkeypatch.setattr(scanning.subprocess, "run", lambda *args, **more: started.append(1) or run(*args, **more))
    first = scan([mine], tmp_path / "kept")
    assert (scan([mine], tmp_path / "kept"), len(started)) == (first, 1)
    for edit in ({"helper.py": "VALUE = 2"}, {"helper/__init__.py": "VALUE = 3"}):
        write(tmp_path, edit)
        assert scan([mine], tmp_path / "kept") != first
    assert len(started) == 3


def test_the_answer_does_not_follow_the_seed_of_hashes(mine, tmp_path):
    program = f"from lfi.problems.scanning import *\nprint(scan([Asked({mine.source!r}, {{}}, {{}})], "
    program += "Path('kept' + sys.argv[1])))"
    said = set()
    for seed in "12":
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        run = [sys.executable, "-c", program, seed]
        said.add(subprocess.run(run, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True).stdout)
    assert len(said) == 1


def test_an_environment_variable_and_what_the_file_sets_of_it(mine, tmp_path, monkeypatch):
    write(tmp_path, {"helper.py": "import os\nVALUE = float(os.environ.setdefault('SHIFT', '1'))"})
    first = scan([mine], tmp_path / "kept")
    assert first == scan([mine], tmp_path / "kept")
    monkeypatch.setenv("SHIFT", "2")
    assert scan([mine], tmp_path / "kept") != first


def test_a_problem_that_loads_in_no_process_of_its_own_is_named(mine, tmp_path):
    write(tmp_path, {"helper.py": "import os\nos._exit(3)"})
    with pytest.raises(LfiError, match=r"problem .*mine\.py: loads here, but not in a process of its own"):
        scan([mine], tmp_path / "kept")
