"""Output of a job: all of it in a log file, chosen lines on the terminal."""

import io
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lfi.errors import LfiError

Say = Callable[[str], None]
# Set in the environment of a step whose end is printed, with how many there are, by the run that started it.
COUNTED = "LFI_COUNTED"


@contextmanager
def logged(path: str, label: str) -> Iterator[Say]:
    """Send standard output and error to a log file; yield a function that also writes a line to the terminal.

    A last line says how long the block took, in the log, and on the terminal unless ``COUNTED`` is set. An exception in
    the block becomes one line on the terminal and exit status 1; its traceback is in the log.

    Args:
        path: the log file.
        label: start of each line on the terminal.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    terminal = os.fdopen(os.dup(2), "w", buffering=1)
    with Path(path).open("w") as log:  # descriptors, because libraries and subprocesses bypass sys.stdout
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)

    def say(line: str) -> None:
        print(line, file=sys.stderr)
        terminal.write(f"{label:<22} {line}\n")

    started = time.monotonic()
    try:
        yield say
        done = f"done in {time.monotonic() - started:.1f} s"
        print(done, file=sys.stderr) if COUNTED in os.environ else say(done)
    except Exception as error:
        traceback.print_exc()
        what = str(error) if isinstance(error, LfiError) else f"{type(error).__name__}: {error}; traceback in {path}"
        terminal.write(f"{label}: {what}\n")
        raise SystemExit(1) from None


class Lines(io.TextIOBase):
    """A text stream that passes each complete line to a function; for libraries that print their progress.

    Args:
        say: takes a line.
    """

    def __init__(self, say: Say) -> None:
        self.say = say
        self._rest = ""

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).replace("\r", "\n").split("\n")
        for line in lines:
            if line.strip():
                self.say(line.strip())
        return len(text)
