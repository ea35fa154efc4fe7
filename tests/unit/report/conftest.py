import pytest
from support.pages import Study


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page as text."""
    return Study(tmp_path_factory.mktemp("page")).write()
