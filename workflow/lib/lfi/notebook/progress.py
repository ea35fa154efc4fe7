"""The progress of a training on one line, where a person watches: in a terminal or a notebook."""

import json
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

# Seconds between two looks at the progress.
INTERVAL = 0.5
WIDTH = 79


@contextmanager
def shown(file: Path) -> Iterator[None]:
    """Show what a progress file says, as long as the block runs; the line is empty again after it.

    Args:
        file: written by ``lfi.training.progress``.
    """
    if not (sys.stderr.isatty() or "ipykernel" in sys.modules):
        yield
        return
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(file, ended), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
        _say("")


def line(state: Mapping[str, Any]) -> str:
    """What a progress file says, for a person.

    >>> line({"epoch": 3, "epochs": 20, "loss": -1.23456, "validation": None, "seconds_left": 75.2})
    'training: epoch 3 of 20, loss -1.235, 1 min 15 s left'
    """
    loss = state["loss"] if state["validation"] is None else state["validation"]
    minutes, seconds = divmod(round(state["seconds_left"]), 60)
    left = f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    kind = "loss" if state["validation"] is None else "validation loss"
    return f"training: epoch {state['epoch']} of {state['epochs']}, {kind} {loss:.3f}, {left} left"


def _watch(file: Path, ended: threading.Event) -> None:
    while not ended.wait(INTERVAL):
        with suppress(OSError, ValueError, KeyError):  # not written yet
            _say(line(json.loads(file.read_text())))


def _say(text: str) -> None:
    end = "" if text else "\r"
    print(f"\r{text[:WIDTH]:{WIDTH}}", end=end, file=sys.stderr, flush=True)
