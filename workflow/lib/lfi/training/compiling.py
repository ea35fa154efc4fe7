"""Whether a training's steps are compiled, and how: in the background, with a cache that is the user's alone."""

import hashlib
import os
import platform
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import torch

from lfi.nets.estimator import Estimator

# Seconds of a step that is not compiled, of each network: in all, and for each weight and pair. From measurements.
CALLS, WORK = 2e-3, 0.5e-9
# Compiling a mixture with an embedding takes 70 s of a core, and a compiled step half to three quarters of the time.
LEAST_SECONDS = 300.0


def pays(estimator: Estimator, steps: int, batch: int) -> bool:
    """Whether compiled steps are expected to gain more than compiling takes.

    The answer depends on sizes alone, and on no clock: compiled weights differ from others by rounding, and the same
    configuration has to end with the same bytes however busy the machine is.

    Args:
        estimator: what is trained.
        steps: number of steps.
        batch: pairs in a batch.

    """
    weights = [sum(weight.numel() for weight in network.parameters()) for network in estimator.networks]
    return steps * sum(CALLS + WORK * batch * count for count in weights) > LEAST_SECONDS


def chosen(option: bool | Literal["auto"], estimator: Estimator, steps: int, batch: int, alone: bool) -> bool:
    """Whether to compile.

    Args:
        option: what the configuration says.
        estimator: what is trained.
        steps: number of steps.
        batch: pairs in a batch.
        alone: whether a single process trains, on a CPU: only such trainings are compiled.
    """
    return alone and (pays(estimator, steps, batch) if option == "auto" else option)


def cache() -> Path:
    """The user's own folder of compiled code for this kind of processor, which nobody else can write to.

    Code that is found there is run: it is never below the results, which others may write.
    """
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lfi/compiled"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    kind = hashlib.sha256(_processor().encode()).hexdigest()[:16]
    return folder / f"{kind}-torch-{torch.__version__}"


def in_background(work: Callable[[], None], wait: Callable[[], object]) -> bool:
    """Compile in a thread, and say in the log how it went; whether it was possible.

    Args:
        work: what compiles. It cannot be stopped: if ``wait`` raises it is left alone.
        wait: called about ten times a second until the work is done.
    """
    failures: list[Exception] = []
    start = time.monotonic()
    threads = torch.get_num_threads()

    def run() -> None:
        torch.set_num_threads(threads)  # a thread has its own number of them, which compiled code depends on
        try:
            work()
        except Exception as failure:
            failures.append(failure)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.1)
        wait()
    if failures:
        print(f"steps are not compiled: {' '.join(str(failures[0]).split())[:500]}")
    else:
        print(f"steps are compiled, which took {time.monotonic() - start:.0f} s")
    return not failures


def _processor() -> str:
    """What a processor can do: code compiled for one may not run on another."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() + platform.machine()
    return "\n".join(next((line for line in lines if line.startswith(key)), "") for key in ("model name", "flags"))
