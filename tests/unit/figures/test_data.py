"""The figure of the observation with models, for data of any shape."""

import numpy as np
import pytest
from lfi.figures.data import fitted_models
from lfi.priors import Normal
from lfi.problems.base import Problem
from matplotlib import pyplot as plt

RNG = np.random.default_rng


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


class Waves(Problem):
    """Data of any shape: a wave along the last axis, of amplitude a, and b times the channel above it."""

    def __init__(self, shape, coordinates=None):
        self.prior = Normal(a=(0, 1), b=(0, 1))
        self.shape, self.coordinates = shape, coordinates

    def model(self, theta):
        wave = np.sin(np.arange(np.prod(self.shape))).reshape(self.shape)
        channel = np.arange(np.prod(self.shape[:-1])).reshape(*self.shape[:-1], 1)
        a, b = theta.T.reshape(2, len(theta), *[1] * len(self.shape))
        return a * wave + b * channel

    def simulate(self, theta, rng):
        model = self.model(theta)
        return model + 0.1 * rng.standard_normal(model.shape)


def drawn(problem, known=True):
    theta = np.array([1.0, 0.5])
    draws = {name: RNG(i).normal(theta, 0.1, size=(200, 2)) for i, name in enumerate(["flow", "made"])}
    x = problem.simulate(theta[None], RNG(9))[0]
    return fitted_models(problem, x, theta if known else None, draws), x, theta, draws


def labelled(axis):
    return {line.get_label(): line for line in axis.lines}


@pytest.mark.parametrize(
    ("shape", "columns"),
    [((20,), 1), ((1, 20), 1), ((2, 20), 2), ((6, 5), 6), ((7, 5), 1), ((3, 4, 5), 1), ((2, 1), 2), ((1,), 1)],
)
def test_each_channel_has_two_panels_and_all_elements_are_drawn(shape, columns):
    problem = Waves(shape)
    figure, x, theta, draws = drawn(problem)
    assert len(figure.axes) == 2 * columns
    rows = x.reshape(columns, -1)
    truth, mean = problem.model(theta[None])[0], problem.model(draws["made"]).mean(axis=0)
    upper = [axis for axis in figure.axes if "observation" in labelled(axis)]
    for i, axis in enumerate(upper):
        lines = labelled(axis)
        assert lines["observation"].get_ydata() == pytest.approx(rows[i])
        assert lines["truth"].get_ydata() == pytest.approx(truth.reshape(columns, -1)[i])
        assert lines["made"].get_ydata() == pytest.approx(mean.reshape(columns, -1)[i])
        assert axis.get_title() == (f"channel {i}" if columns > 1 else "")
    assert len(upper) == columns
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["observation", "flow", "made", "truth"]


@pytest.mark.parametrize(("shape", "used"), [((3,), True), ((2, 3), True), ((3, 4), False), ((2, 2, 3), False)])
def test_points_lie_at_the_coordinates_where_there_is_one_for_each(shape, used):
    figure = drawn(Waves(shape, np.array([0.1, 0.5, 2.0])))[0]
    places = figure.axes[0].lines[0].get_xdata()
    assert (list(places) == [0.1, 0.5, 2.0]) == used
    assert figure.axes[-1].get_xlabel() == ("coordinate" if used else "element")


def test_without_a_truth_all_posteriors_are_compared_with_the_same_model():
    problem = Waves((2, 20))
    figure, _, _, draws = drawn(problem, known=False)
    baseline = problem.model(draws["flow"].mean(axis=0)[None])[0]
    medians = figure.axes[2].lines[0::3]
    for line, name in zip(medians, draws, strict=True):
        assert line.get_ydata() == pytest.approx(np.median(problem.model(draws[name])[:, 0] - baseline[0], axis=0))
    assert figure.axes[2].get_ylabel() == "model − mean of flow"
