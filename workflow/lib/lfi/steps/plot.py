"""One figure, as PNG and PDF."""

import pkgutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl

from lfi.figures import style
from lfi.problems.reference import ProblemReference
from lfi.provenance.parameters import Definitions


def plot(
    figure: Definitions, files: Mapping[str, Any], shows: Mapping[str, Any], caption: str, png: Path, pdf: Path
) -> None:
    """Draw a figure.

    Args:
        figure: the function of ``lfi.figures`` that draws it.
        files: what it reads, by the names of the function's arguments.
        shows: the values that it needs beside the files, by the names of the function's arguments.
        caption: what is seen in it.
        png: the first file that is written.
        pdf: the second.
    """
    mpl.use("Agg")  # not where a figure is drawn: a notebook shows it in its way
    draw = pkgutil.resolve_name(figure[0])
    values = {name: value.load() if isinstance(value, ProblemReference) else value for name, value in shows.items()}
    style.apply()
    style.save(draw(**files, **values), caption, png, pdf)
