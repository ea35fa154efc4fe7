"""Files with observed data."""

import h5py
import numpy as np
import pytest
from lfi import problems
from lfi.data import arrays
from lfi.data import observations as observed
from lfi.errors import LfiError
from lfi.priors import Uniform
from lfi.problems import Observation, Problem, load_observations, read_observations

RNG = np.random.default_rng


class ThreeNumbers(Problem):
    """A problem with three numbers as data, whose simulator fails as often as it is told to."""

    prior = Uniform(a=(0, 1))

    def __init__(self, works=1.0):
        self.works = works

    def simulate_one(self, theta, rng):
        assert theta[0] <= self.works, "no"
        return theta + np.arange(3)


def save(path, x):
    """Write an array in the format of the file's name; several, by name, for an HDF5 file."""
    if path.suffix == ".npy":
        np.save(path, x)
    elif path.suffix == ".csv":
        np.savetxt(path, x, delimiter=",")
    else:
        with h5py.File(path, "w") as file:
            for name, array in (x if isinstance(x, dict) else {"anything": x}).items():
                file[name] = array
    return path


@pytest.mark.parametrize("suffix", [".npy", ".csv", ".h5", ".hdf5"])
@pytest.mark.parametrize(
    ("written", "shape"),
    [((8,), (8,)), ((3, 8), (8,)), ((8, 8), (8,)), ((1, 8), (8,)), ((3, 8), (3, 8)), ((4, 1), (1,)), ((1,), (1,))],
)
def test_one_observation_or_many_are_read_from_every_kind_of_file(tmp_path, suffix, written, shape):
    x = RNG(1).standard_normal(written)
    read, expected = read_observations(save(tmp_path / f"data{suffix}", x), shape), x.reshape(-1, *shape)
    assert read.shape == expected.shape
    assert np.allclose(read, expected, rtol=1e-15)


def test_images_are_read_from_arrays(tmp_path):
    x = RNG(1).integers(0, 9, (5, 4, 4))
    read = read_observations(save(tmp_path / "data.npy", x), (4, 4))
    assert np.array_equal(read, x)
    assert read.dtype == np.float64


def test_the_dataset_x_of_an_hdf5_file_is_the_observation(tmp_path):
    path = save(tmp_path / "data.h5", {"x": np.arange(8.0), "times": np.zeros(8)})
    assert np.array_equal(read_observations(path, (8,)), [np.arange(8)])
    path = save(tmp_path / "data.h5", {"y": np.arange(8.0), "times": np.zeros(8)})
    with pytest.raises(LfiError, match=r"data\.h5: cannot be read: it has the datasets times, y; name .* x"):
        read_observations(path, (8,))


@pytest.mark.parametrize("suffix", [".npy", ".csv", ".h5"])
@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.zeros(7), r"has shape \(7.*\), but the simulator gives \(8,\)"),
        (np.zeros((2, 7)), r"has shape \(2, 7\), but the simulator gives \(8,\)"),
        (np.zeros((0, 8)), r"has shape \(0, \d\)"),
        (np.r_[np.zeros(7), np.nan], "holds numbers that are not finite"),
        (np.r_[np.zeros(7), np.inf], "holds numbers that are not finite"),
    ],
)
@pytest.mark.filterwarnings("ignore:loadtxt")
def test_data_that_do_not_fit_are_named_by_their_file(tmp_path, suffix, x, message):
    with pytest.raises(LfiError, match=rf"observation .*data\{suffix}: {message}"):
        read_observations(save(tmp_path / f"data{suffix}", x), (8,))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("data.npy", b"", "cannot be read: .*EOF"),
        ("data.npy", b"some text, long enough", "cannot be read: .*magic string"),
        ("data.npy", None, "cannot be read: Object arrays"),
        ("data.csv", b"time,counts\n1,2\n", "cannot be read: could not convert string 'time'"),
        ("data.csv", b"1,2\n3\n", "cannot be read: .*number of columns"),
        ("data.csv", b"\xff\xfe1", "cannot be read: "),
        ("data.h5", b"no HDF5 at all", "cannot be read: "),
        ("data.txt", b"1\n2\n", r"is not \.npy, \.csv, \.h5, \.hdf5"),
        (None, b"", "no such file"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path, name, content, message):
    path = tmp_path / (name or "data.npy")
    if content is None:
        np.save(path, np.array([print], dtype=object))  # reading it would run what it holds
    elif name:
        path.write_bytes(content)
    with pytest.raises(LfiError, match=f"observation {path}: {message}") as error:
        read_observations(path, (8,))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("x", [np.full(8, 1j), np.array(["a"] * 8), np.zeros(8, dtype=[("t", float)])])
def test_data_that_are_not_real_numbers_are_named(tmp_path, x):
    np.save(tmp_path / "data.npy", x)
    with pytest.raises(LfiError, match=r"data\.npy: holds .* values, not real numbers"):
        read_observations(tmp_path / "data.npy", (8,))


@pytest.mark.parametrize("count", [1, 2])
def test_every_observation_of_a_file_is_taken_and_comes_back_from_the_workflows_own(tmp_path, count):
    x = RNG(1).standard_normal((count, 3))
    found = load_observations(ThreeNumbers(), save(tmp_path / "data.npy", x), None, RNG(0))
    observed.write(tmp_path / "observation.h5", found)
    for observations in (found, observed.read(tmp_path / "observation.h5")):
        assert np.array_equal([part.x for part in observations], x)
        assert [part.theta for part in observations] == [None] * count


def test_the_file_of_one_observation_holds_it_as_it_is(tmp_path):
    observed.write(tmp_path / "observation.h5", [Observation(np.arange(3.0), np.ones(1))])
    content, attributes = arrays.read(tmp_path / "observation.h5")
    assert (content["x"].shape, content["theta"].shape, attributes) == ((3,), (1,), {})


def test_simulated_observations_are_as_many_as_asked_for_each_with_its_truth_and_more_leave_the_first_as_they_are():
    some, more = (load_observations(ThreeNumbers(), None, n, RNG(0)) for n in (2, 5))
    assert [len(some), len(more)] == [2, 5]
    assert len({each.theta[0] for each in more}) == 5
    for each in more:
        assert np.array_equal(each.x, each.theta + np.arange(3))
    assert [each.theta for each in some] == [each.theta for each in more[:2]]


def test_simulated_observations_stand_in_for_the_problems_own():
    moons = problems.load("two_moons", {}, {})
    assert load_observations(moons, None, None, RNG(0))[0].x.tolist() == [0, 0]
    assert load_observations(moons, None, 1, RNG(0))[0].x.tolist() != [0, 0]


def test_a_simulated_observation_is_one_of_a_draw_that_does_not_fail():
    for seed in range(5):
        [(x, theta)] = load_observations(ThreeNumbers(works=0.3), None, None, RNG(seed))
        assert theta[0] <= 0.3
        assert np.array_equal(x, theta + np.arange(3))
    with pytest.raises(
        LfiError, match=r"problem ThreeNumbers: no draw in 100 succeeded; the last: .*AssertionError: no"
    ):
        load_observations(ThreeNumbers(works=-1), None, None, RNG(0))


@pytest.mark.parametrize(
    ("observation", "message"),
    [
        (Observation(np.zeros(4)), r"observation\(\) returned x of shape \(4,\), but the simulator gives \(3,\)"),
        (Observation(np.array([0, np.nan, 0])), r"observation\(\) returned x that holds a number that is not finite"),
        (Observation(np.zeros(3), np.zeros(2)), r"observation\(\) returned theta of shape \(2,\), not \(1,\)"),
        (np.zeros(3), r"observation\(\) returned ndarray, not an Observation; write Observation\(x\)"),
    ],
)
def test_an_observation_of_the_problem_that_does_not_fit_is_named(observation, message):
    class Observed(ThreeNumbers):
        def observation(self):
            return observation

    with pytest.raises(LfiError, match=f"^problem Observed: {message}$"):
        load_observations(Observed(), None, None, RNG(0))


def test_an_observation_of_the_problem_is_taken_as_it_is():
    class Observed(ThreeNumbers):
        def observation(self):
            return Observation([1, 2, 3], np.ones(1))

    [(x, theta)] = load_observations(Observed(), None, None, RNG(0))
    assert (x.tolist(), theta.tolist()) == ([1, 2, 3], [1])
