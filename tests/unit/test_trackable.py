"""What the tracking of definitions cannot follow stands nowhere in the code behind a result."""

import ast
from pathlib import Path

import lfi
import pytest
from lfi.provenance.code import NEUTRAL
from lfi.provenance.mentions import mentions

LIBRARY = Path(lfi.__file__).parent
# Code that runs when Snakemake plans: the values that it gives are in the recipes.
PLANNING = ("lfi.workflow.",)
# Calls and decorators by which code is found at run time, without its name in the text.
FOUND_AT_RUN_TIME = ("import_module", "__import__", "__subclasses__", "singledispatch", "entry_points", "setattr")
ALLOWED = {
    "lfi.__init__.__getattr__",  # its imports are written out, and followed from where a user's file imports lfi
    "lfi.priors.scipy.frozen",  # asks SciPy for a distribution by its name in the configuration: no code of lfi
    "lfi.problems.importing.Loader",  # load a user's files, which count as a whole
    "lfi.problems.importing.Folder",
    "lfi.problems.loading.load",  # a built-in problem by its name: its class is a parameter of the rules
}


def complaints(source: str, module: str) -> set[str]:
    """Definitions whose code is made, or found, at run time."""
    found = set()
    for statement in ast.parse(source).body:
        said = mentions(statement)
        hooks = getattr(statement, "name", "") == "__getattr__"
        if said.untold or hooks or (said.names | said.attributes) & set(FOUND_AT_RUN_TIME):
            found.add(f"{module}.{getattr(statement, 'name', statement.lineno)}")
    return found


def counts(module: str) -> bool:
    return not f"{module}.".startswith((*(f"{name}." for name in NEUTRAL), *PLANNING))


def test_all_code_behind_results_can_be_followed_by_its_names():
    found = set()
    for path in LIBRARY.rglob("*.py"):
        module = ".".join(("lfi", *path.relative_to(LIBRARY).with_suffix("").parts))
        found |= complaints(path.read_text(), module) if counts(module) else set()
    assert found == ALLOWED


@pytest.mark.parametrize(
    "line",
    [
        "getattr(x, name)()",
        "eval(text)",
        "globals()[name]()",
        "vars(x)[name]()",
        "importlib.import_module(name)",
        "Base.__subclasses__()",
        "setattr(x, name, f)",
    ],
)
def test_what_cannot_be_followed_is_seen(line):
    assert complaints(f"def f(x, name, text):\n    {line}\n", "m") == {"m.f"}


def test_what_can_be_followed_is_not(tmp_path):
    assert not complaints("def f(x):\n    return getattr(x, 'mean')(x.sd)\n", "m")
