import shutil

import pytest
from support.plans import finish
from support.staleness import Changed, copy_code, forget_code
from support.workflows import tiny_config


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The folder of the tiny configuration with all its results; tests leave it as it is."""
    folder = tmp_path_factory.mktemp("made")
    finish(folder, tiny_config())
    return folder


@pytest.fixture(scope="session")
def code(tmp_path_factory):
    """A folder for a copy of the code."""
    return tmp_path_factory.mktemp("code")


@pytest.fixture
def changed(made, code, tmp_path, monkeypatch):
    """A copy of it, to change; times of files stay as they are."""
    shutil.copytree(made / "results", tmp_path / "results")
    yield Changed(tmp_path, tiny_config(), monkeypatch, copy_code(code))
    forget_code()
