import pytest
from support import staleness
from support.workflows import tiny_config


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The tiny configuration with all its results; tests leave it as it is."""
    return staleness.finished(tmp_path_factory.mktemp("made"), tiny_config())


@pytest.fixture
def changed(made, tmp_path, monkeypatch):
    """A copy of it and of the code, to change."""
    yield staleness.changeable(made, tmp_path, monkeypatch)
    staleness.forget_code()
