"""Trainings driven by processes of their own, which a test can kill."""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lfi.launch.patience import Patience
from lfi.launch.placement import Placement
from lfi.launch.state import State

# Everything lies on one disk, and few drivers ask the scheduler.
PATIENCE = Patience(poll=0.1, report=1.0, retry=1.0, arrival=0.5, fresh=1.0)

# Counts of a training that took one job, started once.
UNDISTURBED = {"jobs": 1, "starts": 1, "twice": 0}

DRIVER = """
import json, signal, sys
from pathlib import Path
from lfi.errors import LfiError
from lfi.launch.driver import Driver
from lfi.launch.patience import Patience
from lfi.launch.placement import Placement
from lfi.training.specification import Specification
signal.signal(signal.SIGINT, signal.default_int_handler)
folder = Path(sys.argv[1])
specification = Specification.model_validate_json((folder / "specification.json").read_text())
placement = Placement.model_validate_json((folder / "placement.json").read_text())
patience = Patience(**json.loads(sys.argv[2]))
say = lambda line: print(line, flush=True)
try:
    Driver(specification, folder / "state", placement, folder, say, patience).drive(folder / "out")
except LfiError as error:
    sys.exit(f"error: {error}")
assert "torch" not in sys.modules
"""


def wait_for(condition, seconds=120.0, what="the condition"):
    """Poll until the condition holds, and return its value."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.1)
    raise TimeoutError(f"waited {seconds} s for {what}")


@dataclass
class Driven:
    """A driver's process, and the file that it prints to."""

    process: subprocess.Popen
    log: Path

    def said(self) -> str:
        return self.log.read_text()

    def wait_for_line(self, words: str) -> None:
        wait_for(lambda: words in self.said(), what=f"the line {words!r} in {self.said()!r}")

    def end(self, code=0) -> str:
        """Wait for the driver's end, and return what it said."""
        self.process.wait(timeout=240)
        assert self.process.returncode == code, self.said()
        return self.said()


@dataclass
class Run:
    """One training and its drivers.

    Attributes:
        folder: of the training's state and result.
        specification: the training.
        placement: where its jobs run.
        drivers: those started so far.
    """

    folder: Path
    specification: object
    placement: Placement = field(default_factory=Placement)
    drivers: list[Driven] = field(default_factory=list)

    @property
    def state(self) -> State:
        return State(self.folder / "state")

    def start(self) -> Driven:
        """Start a driver."""
        (self.folder / "specification.json").write_text(self.specification.model_dump_json())
        (self.folder / "placement.json").write_text(self.placement.model_dump_json())
        log = self.folder / f"driver-{len(self.drivers)}.log"
        command = [sys.executable, "-c", DRIVER, str(self.folder), json.dumps(asdict(PATIENCE))]
        with log.open("w") as file:
            process = subprocess.Popen(command, cwd=self.folder, stdout=file, stderr=subprocess.STDOUT)
        self.drivers.append(Driven(process, log))
        return self.drivers[-1]

    def finish(self, code=0) -> str:
        """Start a driver, wait for its end, and return what it said."""
        return self.start().end(code)

    def kill_drivers(self) -> None:
        for driver in self.drivers:
            driver.process.kill()
            driver.process.wait()

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
