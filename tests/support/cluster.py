"""Trainings on the real SLURM that cluster.sh starts, and what a cluster does to them."""

import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from lfi.launch.state import State
from lfi.launch.target import Target

ROOT = Path(__file__).parents[2]
CLUSTER = ROOT / "tests/cluster/cluster.sh"

# About 3,200 steps: ten seconds or so, long enough for things to happen to it.
EPOCHS = 400

DRIVER = """
import signal, sys
from pathlib import Path
from lfi.errors import LfiError
from lfi.launch.driver import Driver
from lfi.launch.target import Target
from lfi.training.specification import Specification
signal.signal(signal.SIGINT, signal.default_int_handler)
specification = Specification.model_validate_json(Path(sys.argv[1]).read_text())
folder = Path(sys.argv[2])
target = Target.model_validate_json(Path(sys.argv[3]).read_text())
try:
    Driver(specification, folder / "state", target, folder, lambda line: print(line, flush=True)).drive(folder / "out")
except LfiError as error:
    sys.exit(f"error: {error}")
"""


def shell(*command: str) -> str:
    """What a command prints; it must succeed."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def wait_for(condition, seconds=120.0, what="the condition"):
    """Poll until the condition holds, and return what it gave."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.2)
    raise TimeoutError(f"waited {seconds} s for {what}\n{shell('squeue')}")


@dataclass
class Run:
    """One training on the cluster, driven by processes that can be killed."""

    folder: Path
    specification: object
    target: Target
    drivers: list[subprocess.Popen] = field(default_factory=list)

    @property
    def state(self) -> State:
        return State(self.folder / "state")

    def start(self) -> subprocess.Popen:
        (self.folder / "specification.json").write_text(self.specification.model_dump_json())
        (self.folder / "target.json").write_text(self.target.model_dump_json())
        paths = (self.folder / "specification.json", self.folder, self.folder / "target.json")
        command = [sys.executable, "-c", DRIVER, *map(str, paths)]
        driver = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.drivers.append(driver)
        return driver

    def finish(self, driver=None, code=0) -> str:
        """Wait for a driver's end, and return what it said."""
        driver = driver or self.start()
        said, _ = driver.communicate(timeout=240)
        assert driver.returncode == code, said
        return said

    def step(self) -> int:
        return (self.state.progress() or {"step": 0})["step"]

    def wait_for_step(self, step: int) -> None:
        wait_for(lambda: self.step() >= step, what=f"step {step}")

    def job(self) -> str:
        return self.state.jobs()[-1].id

    def weights(self) -> bytes:
        return (self.folder / "out/weights.safetensors").read_bytes()

    def counts(self) -> dict[str, int]:
        """Jobs submitted, starts of jobs, and steps trained twice."""
        starts = self.state.starts()
        twice = sum(max(0, start["reached"] - start["step"]) for start in starts)
        return {"jobs": len(self.state.jobs()), "starts": len(starts), "twice": twice}
