"""What every density estimator learned of each parameter."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from lfi.data import arrays
from lfi.diagnostics.information import Information
from lfi.figures.style import colours
from lfi.typing import Array


def plot(parameters: Sequence[str], levels: Mapping[str, Path]) -> Figure:
    """Contraction, what was learned, and what a regression adds.

    Args:
        parameters: their names.
        levels: files of levels, by estimator.
    """
    found = {name: arrays.read(file, Information._fields)[0] for name, file in levels.items()}
    return information_bars(parameters, found)


def information_bars(names: Sequence[str], found: Mapping[str, Mapping[str, Array]]) -> Figure:
    """Left, the posterior contraction; right, what was learned, and hatched behind it what a regression adds.

    Args:
        names: of the parameters.
        found: by estimator, the fields of ``Information``, each of shape (datasets, parameters).
    """
    height = 0.5 * len(names) * max(1, 0.6 * len(found)) + 1.4
    figure, (contraction, learned) = plt.subplots(1, 2, figsize=(8.4, height), sharey=True, layout="constrained")
    palette, thick = colours(list(found)), 0.8 / len(found)
    for i, (estimator, values) in enumerate(found.items()):
        places = np.arange(len(names)) + (i + 0.5) * thick - 0.4
        means = {field: values[field].mean(axis=0) for field in Information._fields}
        style = {"height": 0.9 * thick, "color": palette[estimator]}
        contraction.barh(places, means["contraction"], label=estimator, **style)
        said = np.maximum(means["learned"], 0)
        learned.barh(places, said, **style)
        adds = np.maximum(means["missed"], 0)
        learned.barh(
            places, adds, left=said, height=0.9 * thick, fc="none", ec=palette[estimator], hatch="////", lw=0.8
        )
    contraction.set_yticks(np.arange(len(names)), names)
    contraction.invert_yaxis()
    contraction.set_xlabel("contraction: 1 − posterior / prior variance")
    learned.set_xlabel("learned; hatched: what a regression adds")
    figure.legend(loc="outside upper right", ncols=len(found), fontsize=8)
    return figure
