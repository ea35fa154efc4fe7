"""Tables for the terminal."""

from collections.abc import Collection, Sequence
from dataclasses import astuple, fields
from typing import Any

from tabulate import tabulate


def table(rows: Sequence[Any], right: Collection[str] = ()) -> str:
    """Rows under the names of their fields, aligned.

    Args:
        rows: dataclasses of strings, all of one kind; at least one.
        right: fields that are aligned at the right, such as numbers; the others are aligned at the left.

    >>> from dataclasses import make_dataclass
    >>> Row = make_dataclass("Row", ["name", "n"])
    >>> print(table([Row("flow", "20"), Row("exact", "1,000")], right=["n"]))
    name       n
    flow      20
    exact  1,000
    """
    names = [field.name for field in fields(rows[0])]
    align = ["right" if name in right else "left" for name in names]
    cells = [names, *map(astuple, rows)]
    text = tabulate(cells, tablefmt="plain", colalign=align, disable_numparse=True)
    return "\n".join(line.rstrip() for line in text.splitlines())
