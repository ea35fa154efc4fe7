import fcntl
import json

import pytest
from support.workflows import Workflow, tiny_config


@pytest.fixture
def tiny(tmp_path, forked):
    """The tiny configuration, nothing made yet."""
    return Workflow(tmp_path, tiny_config(), python=forked.program)


@pytest.fixture(scope="session")
def finished(common, forked):
    """The tiny configuration, run to its end once for all processes of the tests, which leave it as it is."""
    folder = common / "finished"
    folder.mkdir(exist_ok=True)
    workflow, said = Workflow(folder, tiny_config(), python=forked.program), folder / "said.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            done = workflow.run()
            said.write_text(json.dumps([done.returncode, done.stdout]))
    workflow.code, workflow.said = json.loads(said.read_text())
    return workflow


@pytest.fixture
def changed(finished, tmp_path):
    """A copy of the finished one, to change."""
    return finished.copy(tmp_path)
