"""One look for all figures, and their files."""

from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from lfi.data.checks import CORRECTED
from lfi.writing import whole

TRUTH = "#111111"
# References in dark tones, estimators in the colour-blind safe order of Okabe and Ito.
REFERENCES = {"exact": "#9e9e9e", "file": "#5c4d3c", "nested": "#e69f00"}
# Wide lines are seen behind posteriors that lie on them.
WIDTHS = {"exact": 3.5, "file": 2.5}
ESTIMATORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9")


def colours(names: list[str]) -> dict[str, str]:
    """A colour for each posterior: fixed for the references, in order of appearance for the estimators.

    A corrected posterior has the colour of the one that it corrects.
    """
    plain = [name.removesuffix(CORRECTED) for name in names]
    estimators = [name for name in dict.fromkeys(plain) if name not in REFERENCES]
    palette = {name: ESTIMATORS[i % len(ESTIMATORS)] for i, name in enumerate(estimators)}
    return {name: REFERENCES.get(name) or palette[base] for name, base in zip(names, plain, strict=True)}


def dashes(name: str) -> str:
    """Line style of a posterior: one that is corrected is dotted."""
    return ":" if name.endswith(CORRECTED) else "-"


def width(name: str) -> float:
    """Line width of a posterior."""
    return WIDTHS.get(name, 1.3)


def apply() -> None:
    """Set matplotlib's defaults for the project."""
    mpl.rcParams.update(
        {
            "figure.dpi": 100,
            "savefig.dpi": 160,
            "font.size": 10,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "grid.alpha": 0.25,
            "legend.frameon": False,
            "svg.hashsalt": "lfi",
        }
    )


def save(figure: Figure, caption: str, png: Path, pdf: Path) -> None:
    """Write a figure to two files, whole or not at all; without a date, so the same figure gives the same bytes.

    Args:
        figure: the figure, which is closed.
        caption: what is seen in it: written into the files.
        png: the first file.
        pdf: the second.
    """
    for path, metadata in ((png, {"Description": caption}), (pdf, {"Subject": caption, "CreationDate": None})):
        with whole(path) as aside:
            figure.savefig(aside, metadata=metadata, bbox_inches="tight")
    plt.close(figure)
