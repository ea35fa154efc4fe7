"""A sweep's trainings, their table and their figure."""

import copy
import itertools
from pathlib import Path

import numpy as np
import pytest
import yaml
from lfi.config.estimators import Resources
from lfi.config.loading import load
from lfi.config.sweep import Run, Sweep
from lfi.config.workflow import Split
from lfi.data import simulations
from lfi.diagnostics import sweep
from lfi.diagnostics.scores import Score
from lfi.errors import LfiError
from lfi.figures.style import colours
from lfi.figures.sweep import accuracy
from lfi.problems.curve import Curve
from lfi.problems.line import Line
from lfi.training.fit import Runtime, fit
from matplotlib import pyplot as plt
from support.trainings import specification, write_shard

ROOT = Path(__file__).parents[3]
DEFAULT = yaml.safe_load((ROOT / "config/config.yaml").read_text())
SWEEP = {"estimators": ["flow", "mean"], "simulations": [1000, 4000], "seeds": 2}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def configured(sweep, **simulated):
    """The default configuration with a sweep of the line."""
    values = copy.deepcopy(DEFAULT)
    values["problems"]["line"]["simulations"].update(simulated)
    if sweep:
        values["problems"]["line"]["sweep"] = sweep
    return load(values, "my.yaml")


def test_a_sweep_has_a_training_for_each_estimator_number_of_simulations_and_seed():
    runs = Sweep(estimators=["flow", "mean"], simulations=[100, 400], seeds=3).runs
    assert len(runs) == 12
    assert runs["mean-400-2"] == Run("mean", 400, 2)
    assert Sweep(estimators=["flow"], simulations=[100, 400], seeds=2).runs.items() <= runs.items()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"estimators": ["flow", "flw"]}, "line: sweep.estimators: 'flw' is none of made, flow, mean"),
        ({"estimators": ["flow", "flow"]}, "line.sweep.estimators: 'flow' is named twice; name it once"),
        ({"estimators": []}, "line.sweep.estimators: List should have at least 1 item"),
        ({"simulations": [4000, 1000]}, "line.sweep.simulations: 1000 comes after 4000; give each number once"),
        ({"simulations": [1000, 1000]}, "line.sweep.simulations: 1000 comes after 1000; give each number once"),
        ({"simulations": [0, 1000]}, "line.sweep.simulations.0: Input should be greater than 0"),
        ({"simulations": [1000, 50000]}, "line: sweep.simulations: 50000 is above simulations.training, 40000"),
        (
            {"simulations": [10, 1000]},
            "line: sweep.simulations: the split leaves too few of 10 to fit to; give 20 or more",
        ),
        ({"seeds": 0}, "line.sweep.seeds: Input should be greater than 0"),
        ({"seed": 3}, "line.sweep.seed: unknown key 'seed'; did you mean 'seeds'?"),
    ],
)
def test_a_mistake_in_a_sweep_is_one_line(change, message):
    with pytest.raises(LfiError, match=message) as error:
        configured({**SWEEP, **change})
    assert "\n" not in str(error.value)


def test_a_sweep_needs_a_test_set():
    with pytest.raises(LfiError, match=r"line: sweep: is measured on the test set, but simulations\.test is 0"):
        configured(SWEEP, test=0)


def test_the_least_that_may_be_split_leaves_something_to_fit_to_and_to_watch():
    for train in np.linspace(0.05, 0.9, 200):
        fractions = Split(train=train, validation=0.95 - train, calibration=0.05)
        for rows in range(fractions.fewest, fractions.fewest + 50):
            parts = simulations.split(rows, [fractions.train, fractions.validation, fractions.calibration])
            assert all(part.stop > part.start for part in parts[:2])


def test_the_first_rows_of_a_set_are_the_same_however_it_is_cut(tmp_path):
    line, cuts = Line(points=5), {"one": [0, 2500], "several": [0, 700, 1400, 2500]}
    for name, edges in cuts.items():
        for start, stop in itertools.pairwise(edges):
            drawn = simulations.simulate(line, 1, "line", "training", start, stop)
            simulations.write_shard(tmp_path / name / f"{start:04}.h5", drawn, start)
    for rows in (1, 700, 1000, 2500):
        for name in cuts:
            paths = sorted((tmp_path / name).iterdir())
            theta, x = simulations.read_set(paths, rows)
            whole = simulations.read_set(paths)
            stored = simulations.StoredPairs(paths, rows)
            assert len(theta) == len(stored) == rows
            for found, read, all_of_it in zip((theta, x), stored.read(0, rows), whole, strict=True):
                assert np.array_equal(found, all_of_it[:rows])
                assert np.array_equal(found, read)


@pytest.mark.parametrize("window", [None, 300])
def test_a_training_on_the_first_simulations_does_not_see_the_others(tmp_path, window):
    weights = []
    for rows, shard in ((800, write_shard(tmp_path / "more")), (None, write_shard(tmp_path / "as_many", 800))):
        training = specification(shard, epochs=1, window=window).model_copy(update={"rows": rows})
        folder = tmp_path / f"training{rows}"
        (folder / "result").mkdir(parents=True)
        assert fit(training, folder, Runtime(Resources()))
        weights.append((folder / "result/weights.safetensors").read_bytes())
    assert weights[0] == weights[1]


def pairs(problem, n=500):
    drawn = simulations.simulate(problem, 1, "problem", "test", 0, n)
    return drawn.theta, drawn.x


# How far off predictions are, in each of the line's parameters.
OFF = np.array([0.1, -0.2])


def scores(problem, values, theta, x):
    found = sweep.accuracy(problem, values, theta, x)
    return {(score.posterior, score.score): score.value for score in found}


def test_densities_are_compared_with_the_exact_posterior_and_predictions_with_its_mean():
    line = Line(points=20)
    theta, x = pairs(line)
    exact = line.exact()
    values = {"flow-10-0": exact.log_prob(theta, x) - 0.3, "mean-10-0": exact.mean(x) + OFF}
    expected = {("flow-10-0", "mean_kl"): 0.3, ("mean-10-0", "rmse_m"): 0.1, ("mean-10-0", "rmse_c"): 0.2}
    assert scores(line, values, theta, x) == pytest.approx(expected)


def test_without_an_exact_posterior_predictions_are_compared_with_the_true_parameters():
    class Unsolved(Line):
        def exact(self):
            return None

    line = Unsolved(points=20)
    theta, x = pairs(line)
    values = {"flow-10-0": np.full(len(theta), -1.5), "mean-10-0": theta + OFF}
    expected = {("flow-10-0", "nll"): 1.5, ("mean-10-0", "rmse_m"): 0.1, ("mean-10-0", "rmse_c"): 0.2}
    assert scores(line, values, theta, x) == pytest.approx(expected)


def test_a_regression_is_compared_with_the_noiseless_curve():
    curve = Curve()
    theta, x = pairs(curve, 2000)
    values = {"mlp-10-0": theta, "mlp-20-0": curve.truth(x.astype(float))}
    found = scores(curve, values, theta, x)
    assert found["mlp-10-0", "rmse_truth"] == pytest.approx(0.3, rel=0.1)
    assert found["mlp-20-0", "rmse_truth"] == 0


def table(values):
    """Rows of a sweep of two estimators, two seeds each, with these values of their score by number of simulations."""
    runs = Sweep(estimators=["flow", "mixture"], simulations=list(values), seeds=2).runs
    found = [
        Score(name, "mean_kl", values[run.simulations] * (1 + run.seed), 0.001, 500, "exact, test pairs")
        for name, run in runs.items()
    ]
    return sweep.gather(runs, found, dict.fromkeys(runs, 1.5))


def test_the_table_is_read_as_it_was_written(tmp_path):
    rows = table({100: 0.1, 400: 0.01})
    sweep.write(tmp_path / "sweep.csv", rows)
    assert sweep.read(tmp_path / "sweep.csv") == rows
    header, first, *_ = (tmp_path / "sweep.csv").read_text().splitlines()
    assert header == "estimator,simulations,seed,score,value,standard_error,n,reference,train_seconds"
    assert first == 'flow,100,0,mean_kl,0.1,0.001,500,"exact, test pairs",1.5'


@pytest.mark.parametrize(("last", "scale"), [(0.01, "log"), (-0.0005, "symlog")])
def test_the_figure_has_a_line_of_medians_for_each_estimator(last, scale):
    (axis,) = accuracy(table({100: 0.1, 400: last})).axes
    lines = {line.get_label(): line for line in axis.lines}
    for name, colour in colours(["flow", "mixture"]).items():
        assert lines[name].get_color() == colour
        assert lines[name].get_xdata() == pytest.approx([100, 400])
        assert lines[name].get_ydata() == pytest.approx([0.15, 1.5 * last])
    assert axis.get_yscale() == scale
    assert ("exact" in lines) == (last < 0)
