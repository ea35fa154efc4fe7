"""Shared by all tests: matplotlib and Snakemake leave the user's settings alone."""

import os

import pytest
from support.forked import forked_python

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "Agg")


@pytest.fixture(scope="session")
def common(tmp_path_factory):
    """A folder that the processes of one test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def forked(common):
    """A Python whose imports are done, for tests that start many."""
    folder = common / "forked"
    folder.mkdir(exist_ok=True)
    with forked_python(folder) as python:
        yield python
