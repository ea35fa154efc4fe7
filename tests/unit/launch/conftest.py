import subprocess
import sys

import psutil
import pytest
from lfi.launch.state import Job


@pytest.fixture
def sleeper():
    """A process that stands for a training's job."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    yield Job(str(process.pid), "local", born=psutil.Process(process.pid).create_time())
    process.kill()
    process.wait()
