"""Shared by all unit tests: the garbage collector leaves alone what the imports of the test files made."""

import gc
import subprocess
import sys

import psutil
import pytest
from lfi.launch.state import Job

gc.disable()


def pytest_collection_finish():
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture
def sleeper():
    """A process that stands for a training's job."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    yield Job(str(process.pid), "local", born=psutil.Process(process.pid).create_time())
    process.kill()
    process.wait()
