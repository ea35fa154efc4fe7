"""Tables for the terminal."""

from collections.abc import Sequence
from dataclasses import astuple, fields
from typing import Any


def table(rows: Sequence[Any]) -> str:
    """Rows, dataclasses of strings, under the names of their fields, aligned."""
    cells = [[field.name for field in fields(rows[0])], *[list(astuple(row)) for row in rows]]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in cells)
