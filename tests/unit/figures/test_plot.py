"""Every figure's ``plot`` draws what the files hold."""

import numpy as np
import pytest
from lfi.config.sweep import Run
from lfi.data import arrays, checks, observations, posteriors, simulations
from lfi.data.posteriors import Draws
from lfi.diagnostics import sweep as sweeps
from lfi.diagnostics.information import Information
from lfi.diagnostics.scores import Score
from lfi.figures import (
    calibration,
    coverage,
    curve,
    data,
    information,
    posterior,
    sbc,
    sweep,
    tarp,
    test_posteriors,
    training,
)
from lfi.problems.base import Observation, Regression
from lfi.problems.curve import Curve
from lfi.problems.line import Line
from matplotlib import pyplot as plt

RNG = np.random.default_rng
NAMES = ("m", "c")


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture
def levels(tmp_path):
    """Files of levels of two estimators, and what they hold."""
    held = {
        name: {
            "ranks": RNG(i).uniform(size=(300, 2)),
            "coverage": RNG(i + 2).uniform(size=300),
            "tarp": RNG(i + 4).uniform(size=300),
            **{name: RNG(i + 6).uniform(size=(300, 2)) for name in Information._fields},
        }
        for i, name in enumerate(["flow", "made"])
    }
    for name, content in held.items():
        arrays.write(tmp_path / f"{name}.h5", content)
    return {name: tmp_path / f"{name}.h5" for name in held}, held


@pytest.fixture
def line(tmp_path):
    """The line with files: two observations, 20 test pairs, draws at the observations and 3 test data sets."""
    problem = Line(points=8)
    drawn = simulations.simulate(problem, 1, "line", "test", 0, 20)
    simulations.write_shard(tmp_path / "test.h5", drawn, 0)
    observations.write(tmp_path / "observation.h5", [Observation(drawn.x[i], drawn.theta[i]) for i in (18, 19)])
    theta = {name: RNG(i).normal([i, -i], 1, size=(5, 60, 2)) for i, name in enumerate(["exact", "flow"])}
    for name, values in theta.items():
        posteriors.write(tmp_path / f"{name}.h5", Draws(values, observations=2))
    return problem, {name: tmp_path / f"{name}.h5" for name in theta}, theta


def curves(figure):
    """The lines of each axes, as arrays (2, points)."""
    return [[np.array(line.get_data(), dtype=float) for line in axis.lines] for axis in figure.axes]


def same(one, other):
    pairs = list(zip(curves(one), curves(other), strict=True))
    assert any(a for a, _ in pairs)
    return all(len(a) == len(b) and all(map(np.array_equal, a, b)) for a, b in pairs)


@pytest.mark.parametrize(
    ("figure", "drawn", "diagnostic"),
    [
        (calibration, calibration.pp_plot, "ranks"),
        (sbc, sbc.sbc_histograms, "ranks"),
        (coverage, coverage.coverage_plot, "coverage"),
        (tarp, tarp.tarp_plot, "tarp"),
    ],
)
def test_levels_are_read_from_each_estimators_file(levels, figure, drawn, diagnostic):
    files, held = levels
    names = [NAMES] if diagnostic == "ranks" else []
    values = {name: content[diagnostic] for name, content in held.items()}
    plotted = figure.plot(*names, files)
    assert same(plotted, drawn(*names, values))
    if figure is sbc:
        heights = [axis.patches[-1].get_data().values for axis in plotted.axes]
        expected = [axis.patches[-1].get_data().values for axis in drawn(*names, values).axes]
        assert np.array_equal(heights, expected)
    else:
        assert not same(plotted, drawn(*names, {name: 1 - column for name, column in values.items()}))


def test_what_was_learned_is_read_from_each_estimators_file(levels):
    files, held = levels
    plotted, expected = information.plot(NAMES, files), information.information_bars(NAMES, held)
    widths = [[[bar.get_width() for bar in axis.patches] for axis in figure.axes] for figure in (plotted, expected)]
    assert widths[0] == widths[1]


def test_the_data_figure_shows_the_first_observation_and_says_of_how_many(line, tmp_path):
    problem, files, theta = line
    figure = data.plot(problem, tmp_path / "observation.h5", files)
    first = observations.read(tmp_path / "observation.h5")[0]
    expected = data.fitted_models(problem, *first, {name: values[0] for name, values in theta.items()})
    assert same(figure, expected)
    assert figure.get_suptitle() == "the first of 2 observations"


def test_corner_plots_of_observations_hold_the_corrected_draws_too(line, tmp_path):
    _, files, theta = line
    corrected = RNG(7).standard_normal((50, 2))
    checks.write(tmp_path / "check.h5", [{"corrected": corrected}] * 2)
    figure = posterior.plot(NAMES, tmp_path / "observation.h5", files, {"flow": tmp_path / "check.h5"})
    truths = [each.theta for each in observations.read(tmp_path / "observation.h5")]
    draws = {name: values[:2] for name, values in theta.items()} | {"flow_corrected": [corrected] * 2}
    expected = posterior.at_observations(NAMES, draws, truths)
    assert same(figure.subfigs[1], expected.subfigs[1])
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["exact", "flow", "flow_corrected", "truth"]


def test_corner_plots_of_test_data_sets_show_their_own_truths(line, tmp_path):
    _, files, _ = line
    figure = test_posteriors.plot(NAMES, tmp_path / "observation.h5", [tmp_path / "test.h5"], files, datasets=3)
    truths = simulations.read_set([tmp_path / "test.h5"])[0][:3]
    for subfigure, truth in zip(figure.subfigs, truths, strict=True):
        assert subfigure.axes[0].lines[-1].get_xdata() == pytest.approx([truth[0]] * 2)


def test_the_curve_is_drawn_with_each_estimators_predictions(tmp_path):
    problem = Curve()
    for name, stop in (("training", 300), ("test", 100)):
        simulations.write_shard(tmp_path / f"{name}.h5", simulations.simulate(problem, 1, "curve", name, 0, stop), 0)
    inputs = simulations.read_set([tmp_path / "test.h5"])[1]
    arrays.write(tmp_path / "mlp.h5", {"test": inputs * 2})
    figure = curve.plot(problem, [tmp_path / "training.h5"], [tmp_path / "test.h5"], {"mlp": tmp_path / "mlp.h5"})
    lines = {line.get_label(): line for line in figure.axes[0].lines}
    assert lines["mlp"].get_ydata() == pytest.approx(2 * lines["mlp"].get_xdata())
    assert lines["truth"].get_ydata() == pytest.approx(problem.truth(lines["truth"].get_xdata()[:, None])[:, 0])
    assert len(lines["data"].get_xdata()) == 300


def test_losses_are_read_from_each_estimators_file(tmp_path):
    rows = [f"{step},train,{1 / step}" for step in range(1, 51)] + ["25,validation,0.5", "50,validation,0.4"]
    (tmp_path / "losses.csv").write_text("\n".join(["step,set,loss", *rows]) + "\n")
    axis = training.plot({"flow": tmp_path / "losses.csv"}).axes[0]
    lines = {line.get_label(): line.get_xydata() for line in axis.lines}
    assert lines["training"] == pytest.approx(np.array([(step, 1 / step) for step in range(1, 51)]))
    assert lines["validation"] == pytest.approx(np.array([(25, 0.5), (50, 0.4)]))


def test_the_sweep_is_drawn_from_its_table(tmp_path):
    runs = {f"flow-{n}-0": Run("flow", n, 0) for n in (100, 400)}
    scores = [Score(name, "mean_kl", 10 / run.simulations, 0.001, 50, "exact") for name, run in runs.items()]
    rows = sweeps.gather(runs, scores, dict.fromkeys(runs, 1.0))
    sweeps.write(tmp_path / "sweep.csv", rows)
    assert same(sweep.plot(tmp_path / "sweep.csv"), sweep.accuracy(rows))


def test_a_regression_of_several_parameters_on_data_of_any_shape_has_a_figure():
    class Plane(Regression):
        parameters = ("a", "b")
        noise_variance = 1.0

        def draw(self, n, rng):
            x = rng.standard_normal((n, 2, 3))
            return self.truth(x) + rng.standard_normal((n, 2)), x

        def features(self, x):
            return x.reshape(len(x), -1)

        def truth(self, x):
            return self.features(x)[:, :2]

    theta, x = Plane().draw(20, np.random.default_rng(0))
    figure = curve.regression(Plane(), theta, x, x[:5], {"mlp": theta[:5]})
    (data, truth, prediction) = figure.axes[0].lines
    assert np.array_equal(data.get_xydata(), np.stack([x[:, 0, 0], theta[:, 0]], axis=1))
    assert np.array_equal(truth.get_ydata(), np.sort(x[:5, 0, 0]))
    assert len(prediction.get_ydata()) == 5
