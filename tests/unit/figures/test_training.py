"""Training curves of any number of estimators."""

import numpy as np
import pytest
from lfi.figures.style import colours
from lfi.figures.training import curves
from matplotlib import pyplot as plt


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def losses(offset):
    steps = np.arange(1.0, 301)
    return {"train": np.c_[steps, offset + 1 / steps], "validation": np.c_[steps[99::100], offset + 1 / steps[99::100]]}


@pytest.mark.parametrize(("n", "rows"), [(1, [1]), (3, [3]), (4, [2, 2]), (7, [3, 3, 1]), (8, [3, 3, 2])])
def test_every_estimator_has_a_panel_in_its_colour_however_many_there_are(n, rows):
    names = [f"flow{i}" for i in range(n)]
    figure = curves({name: losses(i) for i, name in enumerate(names)})
    palette = colours(names)
    assert [axis.get_title() for axis in figure.axes] == names
    for i, (name, axis) in enumerate(zip(names, figure.axes, strict=True)):
        lines = {line.get_label(): line for line in axis.lines}
        assert lines["validation"].get_color() == palette[name]
        assert lines["validation"].get_ydata() == pytest.approx(i + np.array([1 / 100, 1 / 200, 1 / 300]))
    across = [axis.get_subplotspec().rowspan.start for axis in figure.axes]
    assert [across.count(row) for row in range(len(rows))] == rows
    assert [axis.get_ylabel() for axis in figure.axes].count("loss") == len(rows)


@pytest.mark.parametrize(("spike", "marked"), [(0.0, 0), (50.0, 1)])
def test_a_spike_is_marked_at_the_edge_and_all_else_stays_readable(spike, marked):
    some = losses(0.0)
    some["train"][200, 1] += spike
    (axis,) = curves({"flow": some}).axes
    marks = [line for line in axis.lines if line.get_marker() == "^"]
    assert len(marks) == marked
    assert axis.get_ylim()[1] < 1
    for mark in marks:
        assert mark.get_xdata() == pytest.approx([201], abs=1)
        assert mark.get_ydata() == pytest.approx([axis.get_ylim()[1]])
