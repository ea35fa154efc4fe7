"""Who reads environment variables: ``os.environ`` tells while it is watched."""

import os
import sys
import threading
from collections.abc import Callable, Iterator, KeysView
from contextlib import contextmanager
from types import FrameType
from typing import Any

from lfi.provenance import places

# Where and how things run, which differs between machines and changes no result.
WHERE: tuple[str, ...] = (
    "SLURM_",
    "SBATCH_",
    "SRUN_",
    "OMP_",
    "MKL_",
    "OPENBLAS_",
    "NUMEXPR_",
    "CUDA_",
    "LFI_",
    "LC_",
    "XDG_",
    "SSH_",
)
WHERE += ("PYTEST_", "PYTHON", "LANG", "TERM", "COLUMNS", "LINES", "HOSTNAME", "TMPDIR", "TEMP", "TMP", "PWD", "OLDPWD")
# What Python itself asks for on behalf of a program; they count where the program asks for them by name.
USUAL = ("HOME", "PATH", "USER", "LOGNAME", "SHELL", "NO_COLOR", "FORCE_COLOR")
# Functions that take the whole environment, which is another in every shell.
WHOLE = ("copy", "__iter__", "__repr__")
Environ: Any = type(os.environ)


class Watched(Environ):
    """``os.environ``, which tells of each variable that a user's code, or a package of the user's, asks for."""

    def __getitem__(self, key):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN204, of str as of bytes
        _Reader.now.asked(key, sys._getframe(1))
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        _Reader.now.asked(key, sys._getframe(1))
        return super().__contains__(key)

    def __setitem__(self, key, value) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
        _Reader.now.set.add(os.fsdecode(key))
        super().__setitem__(key, value)

    def keys(self) -> KeysView[str]:
        _Reader.now.copied(sys._getframe(1))
        return super().keys()


class _Reader:
    """Tells of the variables that are asked for, unless the work has set them itself."""

    now: "_Reader"

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.tell = tell
        self.set: set[str] = set()
        self._copying: tuple[FrameType, Iterator[str]] | None = None
        self._thread = threading.local()

    def asked(self, key: object, frame: FrameType) -> None:
        name = os.fsdecode(key) if isinstance(key, str | bytes) else ""
        if not name or name in self.set or getattr(self._thread, "busy", False):
            return
        self._thread.busy = True
        try:
            if not self._is_copying(name, frame) and _counts(name, frame):
                self.tell(name)
        finally:
            self._thread.busy = False

    def copied(self, frame: FrameType) -> None:
        """``dict(os.environ)`` and ``{**os.environ}`` ask for all keys, and then for each value."""
        self._copying = frame, iter(list(os.environ))

    def _is_copying(self, name: str, frame: FrameType) -> bool:
        if self._copying and self._copying[0] is frame and next(self._copying[1], None) == name:
            return True
        self._copying = None
        return False


@contextmanager
def reading(tell: Callable[[str], None]) -> Iterator[None]:
    """Tell of the environment variables that are read inside the block.

    Args:
        tell: takes a name.
    """
    _Reader.now = _Reader(tell)
    os.environ.__class__ = os.environb.__class__ = Watched
    try:
        yield
    finally:
        os.environ.__class__ = os.environb.__class__ = Environ


def _counts(name: str, frame: FrameType | None) -> bool:
    """Whether a user's code, or a package of the user's, asks for a variable that changes a result."""
    direct = True
    while frame is not None and places.owner(frame.f_code.co_filename) == "python":
        if frame.f_code.co_name in WHOLE:
            return False
        direct &= frame.f_code.co_filename.endswith(
            ("os.py", "<frozen os>", "_collections_abc.py", "_collections_abc>")
        )
        frame = frame.f_back
    if name.startswith(WHERE) or (name in USUAL and not direct):
        return False
    return frame is None or places.owner(frame.f_code.co_filename) == "problem"
