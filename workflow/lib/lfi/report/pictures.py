"""Figures inside the page."""

import base64
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from lfi.errors import LfiError

# Pixels of a PNG for one of the page: figures are saved with 160 dots per inch, and a page has 96.
SCALE = 160 / 96
SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Picture(NamedTuple):
    """A figure.

    Attributes:
        name: of the figure.
        source: its PNG, as a data URL.
        width: in the page's pixels.
        height: in the page's pixels.
    """

    name: str
    source: str
    width: int
    height: int


def pictures(figures: Mapping[str, Path]) -> dict[str, Picture]:
    """The figures of a problem, by name.

    Args:
        figures: PNG files, by name.

    Raises:
        LfiError: one of them is no PNG.
    """
    return {name: picture(name, path) for name, path in figures.items()}


def picture(name: str, path: Path) -> Picture:
    """One figure.

    Args:
        name: of the figure.
        path: its PNG.

    Raises:
        LfiError: it is no PNG.
    """
    content = path.read_bytes()
    if not content.startswith(SIGNATURE):
        raise LfiError(f"{path}: is no PNG; delete it and run again: rm {path}")
    width, height = struct.unpack(">II", content[16:24])
    source = f"data:image/png;base64,{base64.b64encode(content).decode()}"
    return Picture(name, source, round(width / SCALE), round(height / SCALE))
