import shutil

import pytest
from support.plans import finish
from support.staleness import Changed, forget_code
from support.workflows import tiny_config


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The folder of the tiny configuration with all its results; tests leave it as it is."""
    folder = tmp_path_factory.mktemp("made")
    finish(folder, tiny_config())
    return folder


@pytest.fixture
def changed(made, tmp_path, monkeypatch):
    """A copy of it, to change; times of files stay as they are."""
    shutil.copytree(made / "results", tmp_path / "results")
    changed = Changed(tmp_path, tiny_config(), monkeypatch)
    yield changed
    if (tmp_path / "lib").exists():
        forget_code()
