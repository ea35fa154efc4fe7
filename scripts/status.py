"""Print how every training under a results folder stands."""

import sys
from dataclasses import astuple, fields
from pathlib import Path

from lfi.launch.overview import Overview, Row


def table(rows: list[Row]) -> str:
    """The rows under their headings, aligned."""
    cells = [[field.name for field in fields(Row)], *[list(astuple(row)) for row in rows]]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in cells)


if __name__ == "__main__":
    results = Path(sys.argv[1])
    rows = Overview(results).rows() if (results / ".training").exists() else []
    print(table(rows) if rows else f"no trainings under {results}")
