"""Networks depend on torch and Pyro, and on nothing of configuration, trainings and files."""

import ast
from pathlib import Path

import lfi.nets
import pytest

FILES = sorted(Path(lfi.nets.__path__[0]).glob("*.py"))
OURS = ("lfi.nets", "lfi.errors")
FOREIGN = ("lightning", "pydantic", "h5py", "safetensors", "submitit", "pathlib")


def imported(source):
    """Modules that a program imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def forbidden(source):
    return [
        name
        for name in imported(source)
        if name.split(".")[0] in FOREIGN or (name.split(".")[0] == "lfi" and not name.startswith(OURS))
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_network_imports_nothing_of_configuration_training_or_files(path):
    assert forbidden(path.read_text()) == []


@pytest.mark.parametrize("line", ["import lightning.pytorch", "from lfi.config.estimators import Flow", "import lfi"])
def test_such_an_import_is_noticed(line):
    assert forbidden(line)
