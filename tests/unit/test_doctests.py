"""The examples in the docstrings of the library are true."""

import doctest
import importlib
from pathlib import Path

import lfi
import pytest

LIBRARY = Path(lfi.__file__).parents[1]
FILES = [path for path in LIBRARY.glob("lfi/**/*.py") if ">>> " in path.read_text()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_examples_give_what_they_say(path):
    name = ".".join(path.relative_to(LIBRARY).with_suffix("").parts)
    result = doctest.testmod(importlib.import_module(name.removesuffix(".__init__")))
    assert result.attempted > 0
    assert result.failed == 0


def test_what_a_user_calls_has_examples():
    names = {str(path.relative_to(LIBRARY / "lfi")) for path in FILES}
    assert {
        "priors/bounded.py",
        "priors/scipy.py",
        "priors/product.py",
        "problems/loading.py",
        "data/simulations.py",
    } <= names
