import pytest
from support.staleness import Changed
from support.workflows import Workflow, tiny_config


@pytest.fixture
def tiny(tmp_path):
    """The tiny configuration, nothing made yet."""
    return Workflow(tmp_path, tiny_config())


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """The tiny configuration, run to its end once; tests leave it as it is."""
    workflow = Workflow(tmp_path_factory.mktemp("tiny"), tiny_config())
    workflow.output = workflow.run()
    return workflow


@pytest.fixture
def changed(finished, tmp_path):
    """A copy of the finished one and of the code, to change."""
    return Changed.copy(finished, tmp_path)
