import numpy as np
import pytest
from lfi.diagnostics.calibration import ks_band
from lfi.figures.calibration import pp_plot
from lfi.figures.coverage import coverage_plot
from lfi.figures.information import information_bars
from lfi.figures.posterior import at_observations
from lfi.figures.sbc import sbc_histograms
from lfi.figures.style import colours, dashes
from lfi.figures.tarp import tarp_plot
from matplotlib import pyplot as plt

RNG = np.random.default_rng


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize("plot", [coverage_plot, tarp_plot])
def test_curves_show_how_many_truths_are_inside_less_the_level(plot):
    levels = {"exact": RNG(0).uniform(size=500), "flow": RNG(1).uniform(size=500) ** 2}
    axis = plot(levels).axes[0]
    lines = {line.get_label().split(":")[0]: line for line in axis.lines}
    x, y = lines["flow"].get_data()
    middle = np.searchsorted(x, 0.5)
    assert y[middle] == pytest.approx(np.mean(levels["flow"] <= x[middle]) - x[middle])
    assert lines["flow"].get_color() == colours(list(levels))["flow"]
    edge = ks_band(500, 0.999)
    assert np.max(np.abs(y)) > edge > np.max(np.abs(lines["exact"].get_ydata()))
    assert lines["99.9 % at all levels"].get_ydata()[0] == pytest.approx(edge)


def test_every_parameter_has_a_different_line_in_the_pp_plot_however_many_there_are():
    names = [f"theta{i}" for i in range(8)]
    axis = pp_plot(names, {"flow": RNG(0).uniform(size=(500, 8))}).axes[0]
    lines = [line for line in axis.lines if line.get_label().startswith("theta")]
    assert [line.get_label().split(":")[0] for line in lines] == names
    assert len({(line.get_color(), line.get_linestyle()) for line in lines}) == 8


def test_a_corrected_posterior_is_dotted_in_the_colour_of_the_one_that_it_corrects():
    palette = colours(["exact", "one", "two", "two_corrected", "three"])
    assert palette["two_corrected"] == palette["two"]
    assert len(set(palette.values())) == 4
    assert (dashes("two"), dashes("two_corrected")) == ("-", ":")


@pytest.mark.parametrize("truth", [None, np.zeros(2)])
def test_the_first_five_of_many_observations_are_shown_side_by_side(truth):
    draws = {"exact": RNG(0).standard_normal((7, 300, 2)), "flow_corrected": [RNG(1).standard_normal((200, 2))] * 7}
    figure = at_observations(("a", "b"), draws, [truth] * 7)
    assert len(figure.subfigs) == 5
    assert figure.legends[0].get_title().get_text() == "5 of 7 observations"
    named = [text.get_text() for text in figure.legends[0].get_texts()]
    assert named == ["exact", "flow_corrected", *(["truth"] if truth is not None else [])]
    alone = at_observations(("a", "b"), {name: sample[:1] for name, sample in draws.items()}, [truth])
    assert not alone.subfigs


def test_histograms_have_a_panel_for_each_posterior_and_parameter_with_all_of_its_bars():
    names = tuple("abcdefg")
    ranks = {"one": RNG(0).uniform(size=(400, 7)), "two": RNG(1).uniform(size=(400, 7)) ** 3}
    figure = sbc_histograms(names, ranks, bins=10)
    axes = np.array(figure.axes).reshape(7, 2)
    assert [axis.get_ylabel() for axis in axes[:, 0]] == [f"{name}: frequency" for name in names]
    assert [axis.get_title().split("\n")[0] for axis in axes[0]] == ["one", "two"]
    for row, name in zip(axes, range(7), strict=True):
        for axis, values in zip(row, ranks.values(), strict=True):
            drawn = axis.patches[-1].get_data().values
            assert drawn == pytest.approx(np.histogram(values[:, name], 10, (0, 1))[0] / 40)
            assert axis.get_ylim()[0] == 0
            assert axis.get_ylim()[1] >= drawn.max()


def test_bars_show_contraction_and_behind_what_was_learned_what_a_regression_adds():
    fields = {"contraction": [0.9, 0.1], "learned": [2.0, 0.0], "agreed": [2.0, 0.0], "missed": [-0.1, 1.5]}
    found = {name: np.tile(row, (9, 1)) for name, row in fields.items()}
    half = {name: values / 2 for name, values in found.items()}
    left, right = information_bars(("a", "b"), {"flow": found, "made": half}).axes
    assert [bar.get_width() for bar in left.patches] == pytest.approx([0.9, 0.1, 0.45, 0.05])
    assert [bar.get_width() for bar in right.patches] == pytest.approx([2, 0, 0, 1.5, 1, 0, 0, 0.75])
    assert [bar.get_x() for bar in right.patches][2:4] == pytest.approx([2, 0])
    assert [label.get_text() for label in left.get_yticklabels()] == ["a", "b"]
