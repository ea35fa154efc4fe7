"""Simulators of one draw at a time, and draws that fail."""

import subprocess
from itertools import pairwise

import numpy as np
import pytest
from lfi import problems
from lfi.data import arrays, simulations
from lfi.errors import LfiError
from lfi.priors import Uniform
from lfi.problems import Problem


class Single(Problem):
    """One draw at a time: fails above a threshold in one of the ways there are."""

    prior = Uniform(a=(0, 1), b=(5, 6))

    def __init__(self, threshold=1.0, how="raise"):
        self.threshold, self.how, self.calls = threshold, how, 0

    def simulate_one(self, theta, rng):
        self.calls += 1
        x = np.repeat(theta[:1], 3) + 0 * rng.standard_normal(3)
        if theta[0] > self.threshold:
            if self.how == "raise":
                raise ZeroDivisionError(f"a is {theta[0]:.3f},\ntoo large")
            x[1] = {"nan": np.nan, "inf": -np.inf, "large": 1e39}[self.how]
        return x


class Many(Single):
    """The same for many draws at once."""

    def simulate(self, theta, rng):
        return np.stack([self.simulate_one(row, rng) for row in theta])


EITHER = pytest.mark.parametrize("kind", [Single, Many])


def rows(problem, start, stop, on_failure="error"):
    return simulations.simulate(problem, 1, "mine", "training", start, stop, on_failure)


def write(folder, problem, edges, on_failure="drop"):
    """Shards of a set, cut at the edges."""
    paths = []
    for start, stop in pairwise(edges):
        paths.append(folder / f"{start}-{stop}.h5")
        simulations.write_shard(paths[-1], rows(problem, start, stop, on_failure), start)
    return paths


@pytest.mark.parametrize("edges", [[0, 1, 2, 3, 9], [0, 4, 9], [0, 9]])
def test_a_draw_simulated_alone_does_not_depend_on_how_the_set_is_cut(edges):
    whole = [rows(Single(), i, i + 1) for i in range(9)]
    parts = [rows(Single(), start, stop) for start, stop in pairwise(edges)]
    for k in range(2):
        assert np.array_equal(np.concatenate([p[k] for p in parts]), np.concatenate([w[k] for w in whole]))
    assert len({float(w.theta[0, 0]) for w in whole}) == 9


def test_a_slow_simulator_runs_only_for_the_draws_that_are_asked_for_and_twice_for_a_sets_first():
    for start, stop, calls in ((1005, 1008, 3), (0, 5, 6)):
        problem = Single()
        rows(problem, start, stop)
        assert problem.calls == calls


def test_either_way_of_writing_a_simulator_gives_the_other():
    class One(Problem):
        prior = Uniform(a=(0, 1))

        def simulate_one(self, theta, rng):
            return theta * [1, 2]

    class All(Problem):
        prior = Uniform(a=(0, 1))

        def simulate(self, theta, rng):
            return theta * [1, 2]

    theta = np.array([[0.5], [0.25]])
    for problem in (One(), All()):
        assert problem.simulate(theta, None).tolist() == [[0.5, 1.0], [0.25, 0.5]]
        assert problem.simulate_one(theta[1], None).tolist() == [0.25, 0.5]


@EITHER
def test_a_simulator_that_writes_over_its_parameters_leaves_the_sets_as_they_were(kind):
    class Careless(kind):
        def simulate_one(self, theta, rng):
            theta *= 0
            return super().simulate_one(theta, rng)

    assert np.array_equal(rows(Careless(), 0, 9).theta, rows(kind(), 0, 9).theta)


def test_a_simulator_may_be_an_external_program():
    class External(Problem):
        prior = Uniform(a=(0, 1), b=(5, 6))

        def simulate_one(self, theta, rng):
            command = ["awk", "-v", f"a={theta[0]}", "-v", f"b={theta[1]}", "BEGIN { print a + b, a * b }"]
            return np.array(subprocess.check_output(command, text=True).split(), dtype=float)

    theta, x, _ = rows(External(), 0, 5)
    assert np.allclose(x, np.stack([theta.sum(axis=1), theta.prod(axis=1)], axis=1), rtol=1e-5)


def test_a_program_that_fails_is_a_draw_that_fails():
    class Failing(Problem):
        prior = Uniform(a=(0, 1))

        def simulate_one(self, theta, rng):
            return np.array([float(subprocess.check_output(["awk", f"BEGIN {{ exit {theta[0]} > 0.5 }}"]) or 0)])

    drawn = rows(Failing(), 0, 10, "drop")
    assert np.array_equal(drawn.failed, drawn.theta[:, 0] > 0.5)
    with pytest.raises(LfiError, match=r"CalledProcessError: Command .* non-zero exit status 1"):
        rows(Failing(), 0, 10)


@pytest.mark.parametrize(
    ("kind", "how", "why"),
    [
        (Single, "raise", r"ZeroDivisionError: a is (0\.\d+), too large"),
        (Single, "nan", "x holds a number that is not finite"),
        (Many, "nan", "x holds a number that is not finite"),
        (Many, "inf", "x holds a number that is not finite"),
        (Many, "large", "x holds a number that is not finite"),  # for single precision
    ],
)
def test_a_draw_that_fails_stops_the_set_with_the_number_the_parameters_and_the_reason(kind, how, why):
    theta = rows(kind(), 0, 50).theta
    bad = theta[theta[:, 0] > 0.7]
    at = rf"\{{'a': {bad[0, 0]}, 'b': {bad[0, 1]}\}}"
    with pytest.raises(LfiError, match=rf"problem mine: {len(bad)} of 50 draws failed, the first at {at}: {why}; "):
        rows(kind(0.7, how), 0, 50)


@EITHER
def test_draws_that_fail_are_dropped_from_the_set_and_the_others_stay_as_they_are(tmp_path, kind):
    theta, x = simulations.read_set(write(tmp_path, kind(), [0, 20, 50]))
    good = theta[:, 0] <= 0.7
    paths = write(tmp_path, kind(0.7, "nan"), [0, 20, 50])
    kept = simulations.read_set(paths)
    assert np.array_equal(kept[0], theta[good])
    assert np.array_equal(kept[1], x[good])
    failed, n = simulations.failures(paths)
    assert np.array_equal(failed, theta[~good])
    assert n == 50


def test_a_shard_keeps_every_theta_and_zeros_for_the_data_of_a_failed_draw(tmp_path):
    (path,) = write(tmp_path, Single(0.7), [0, 50])
    shard, _ = arrays.read(path)
    assert np.array_equal(shard["theta"], rows(Single(), 0, 50).theta)
    assert np.array_equal(shard["failed"], shard["theta"][:, 0] > 0.7)
    assert np.all(shard["x"][shard["failed"]] == 0)
    assert shard["x"].shape == (50, 3)


@EITHER
def test_where_no_draw_fails_a_shard_is_the_same_bytes_whatever_failures_would_do(tmp_path, kind):
    contents = [write(tmp_path, kind(), [0, 9], how)[0].read_bytes() for how in ("error", "drop")]
    assert contents[0] == contents[1]


@pytest.mark.parametrize("on_failure", ["error", "drop"])
def test_an_exception_of_many_draws_at_once_is_an_error_that_says_what_to_write(on_failure):
    with pytest.raises(LfiError, match=r"problem mine: simulate raised Zero.*, too large, in 1000 .* simulate_one"):
        rows(Many(0.7), 0, 50, on_failure)


def test_an_exception_of_every_draw_is_an_error_without_that_advice():
    with pytest.raises(LfiError, match=r"problem mine: simulate raised Zero.*, too large, in 1000 draws at once$"):
        rows(Many(-1.0), 0, 50)


def test_shards_of_which_all_draws_failed_are_left_out_and_a_set_of_them_is_an_error(tmp_path):
    paths = write(tmp_path, Single(0.7), list(range(21)))
    theta, x = simulations.read_set(paths)
    assert x.shape == (len(theta), 3)
    assert len(theta) < 20
    paths = write(tmp_path, Single(-1.0), [0, 3, 6])
    assert len(simulations.failures(paths)[0]) == 6
    with pytest.raises(LfiError, match=rf"{tmp_path}: all draws failed; mend the simulator"):
        simulations.read_set(paths)


def test_posteriors_are_drawn_for_the_first_data_sets_that_did_not_fail(tmp_path):
    arrays.write(tmp_path / "observation.h5", {"x": np.ones(3)})
    paths = write(tmp_path, Single(0.5), [0, 20])
    theta, x = simulations.read_set(paths)
    truths, data = simulations.read_datasets(tmp_path / "observation.h5", paths, 3)
    assert np.isnan(truths[0]).all()
    assert np.array_equal(truths[1:], theta[:3])
    assert np.array_equal(data, np.concatenate([np.ones((1, 3)), x[:3]]))
    with pytest.raises(LfiError, match=rf"only {len(theta)} draws succeeded; lower posterior\.test_datasets"):
        simulations.read_datasets(tmp_path / "observation.h5", paths, 19)


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("1.0", r"simulate_one returned shape \(\); .*return \[value\] for one number"),
        ("[]", r"simulate_one returned shape \(0,\)"),
        ("['a']", "simulate_one returned <U1 values, not real numbers"),
        ("np.zeros(int(9 * theta[0]) + 1)", r"the simulator returned data of shape \(\d,\), and then of \(\d,\)"),
        ("1 / 0", "10 of 10 draws failed, .*ZeroDivisionError: division by zero"),
    ],
)
def test_a_mistake_in_a_users_simulator_names_its_file(tmp_path, returned, message):
    file = tmp_path / "mine.py"
    file.write_text(
        "import numpy as np\nfrom lfi.priors import Uniform\nfrom lfi.problems import Problem\n"
        "class Mine(Problem):\n    prior = Uniform(a=(0, 1))\n"
        f"    def simulate_one(self, theta, rng):\n        return {returned}\n"
    )
    with pytest.raises(LfiError, match=rf"^problem mine \({file}\): {message}"):
        rows(problems.load(str(file), {}, {}), 0, 10)


def test_a_shard_whose_data_have_another_shape_than_those_before_is_named(tmp_path):
    paths = write(tmp_path, Single(), [0, 5, 10])
    shard, attributes = arrays.read(paths[1])
    arrays.write(paths[1], {**shard, "x": shard["x"][:, :2]}, attributes)
    with pytest.raises(LfiError, match=r"5-10\.h5: x has rows of shape \(2,\), those before it \(3,\)"):
        simulations.read_set(paths)


class Restless(Problem):
    """Takes its noise from where it should not, now and then."""

    prior = Uniform(a=(0, 1))

    def __init__(self, noise):
        self.noise = noise

    def simulate(self, theta, rng):
        return theta + self.noise(rng)


class RestlessAlone(Problem):
    """The same for one draw at a time."""

    prior = Uniform(a=(0, 1))

    def simulate_one(self, theta, rng):
        return theta + ELSEWHERE.random()


ELSEWHERE = np.random.default_rng(1)


def test_a_simulator_that_gives_other_data_for_the_same_seed_is_an_error_in_a_sets_first_shard():
    message = "^problem mine: .* gives other data for the same seed; take all randomness from rng$"
    for noise in (lambda rng: ELSEWHERE.random(), lambda rng: np.random.rand()):
        problem = Restless(noise)
        with pytest.raises(LfiError, match=message):
            rows(problem, 0, 50)
        assert len(rows(problem, 1000, 1050).x) == 50
    assert len(rows(Restless(lambda rng: rng.random()), 0, 50).x) == 50
    with pytest.raises(LfiError, match=message):
        rows(RestlessAlone(), 0, 50)
    assert len(rows(RestlessAlone(), 1, 50).x) == 49


def test_data_that_are_never_numbers_are_the_same_for_the_same_seed():
    drawn = rows(Restless(lambda rng: np.nan), 0, 50, "drop")
    assert drawn.failed.all()


def test_a_difference_that_the_file_does_not_hold_is_none():
    last_digits = np.random.default_rng(2)
    problem = Restless(lambda rng: rng.random() + 1e-14 * last_digits.random())
    assert len(rows(problem, 0, 50).x) == 50
