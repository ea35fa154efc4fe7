from itertools import pairwise

import h5py
import numpy as np
import pytest
from lfi import seeding
from lfi.data import simulations
from lfi.errors import LfiError
from lfi.priors import Uniform
from lfi.problems import Problem
from lfi.problems.curve import Curve
from lfi.problems.line import Line


class Broken(Problem):
    """A simulator that gives what it is told to."""

    def __init__(self, simulate):
        self.prior = Uniform(a=(0, 1))
        self.simulate = lambda theta, rng: simulate(theta)

    def simulate(self, theta, rng):
        raise NotImplementedError


def rows(problem, start, stop, seed=1, set_name="training", on_failure="error"):
    return simulations.simulate(problem, seed, "line", set_name, start, stop, on_failure)


@pytest.mark.parametrize("problem", [Line(), Curve()])
@pytest.mark.parametrize("edges", [[0, 2500], [0, 1000, 2500], [0, 1, 999, 1700, 2500]])
def test_a_row_does_not_depend_on_how_the_set_is_cut(problem, edges):
    whole = rows(problem, 0, 2500)
    parts = [rows(problem, start, stop) for start, stop in pairwise(edges)]
    for k in range(2):
        assert np.array_equal(np.concatenate([part[k] for part in parts]), whole[k])


def test_seed_and_set_name_give_other_rows():
    base = rows(Line(), 0, 10)[0]
    assert not np.array_equal(base, rows(Line(), 0, 10, seed=2)[0])
    assert not np.array_equal(base, rows(Line(), 0, 10, set_name="test")[0])


def test_streams_with_different_labels_do_not_repeat_each_other():
    draws = [seeding.generator(1, *labels).random(4).tolist() for labels in (("a", 1), ("a", 2), ("a1",), ("a", "1"))]
    assert len({tuple(d) for d in draws}) == 4


def test_one_block_of_the_curve_is_the_whole_grid():
    x = rows(Curve(), 0, 2000).x
    assert np.allclose(np.sort(x[:, 0]), np.linspace(-2, 2, 2000), atol=1e-6)


def test_shards_are_the_same_bytes_each_time_and_read_back_in_order(tmp_path):
    paths = [tmp_path / "a.h5", tmp_path / "b.h5"]
    for path, start in zip(paths, (0, 600), strict=True):
        simulations.write_shard(path, rows(Line(), start, start + 600), start)
    first = paths[0].read_bytes()
    simulations.write_shard(paths[0], rows(Line(), 0, 600), 0)
    assert paths[0].read_bytes() == first
    theta, x = simulations.read_set(paths)
    assert np.array_equal(theta, rows(Line(), 0, 1200)[0])
    assert x.dtype == np.float32
    with pytest.raises(LfiError, match=r"b\.h5: does not hold rows from 0 on"):
        simulations.read_set(paths[::-1])


def test_a_shard_cut_short_is_named(tmp_path):
    path = tmp_path / "a.h5"
    simulations.write_shard(path, rows(Line(), 0, 100), 0)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(LfiError, match=r"a\.h5: damaged or cut short.*rm .*a\.h5"):
        simulations.read_set([path])


def test_a_shard_with_nan_in_it_is_named_with_the_place(tmp_path):
    path = tmp_path / "a.h5"
    simulations.write_shard(path, rows(Line(), 0, 100), 0)
    with h5py.File(path, "r+") as file:
        file["x"][3, 7] = np.nan
    with pytest.raises(LfiError, match=r"a\.h5: x\[3, 7\] is nan"):
        simulations.read_set([path])


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        (np.zeros((3, 5)), r"simulate returned shape \(3, 5\), not \(1000, …\): one row for each draw"),
        (np.zeros(1000), r"simulate returned shape \(1000,\)"),
        (np.zeros((1000, 0)), r"simulate returned shape \(1000, 0\)"),
        (np.full((1000, 2), None), "simulate returned object values, not real numbers"),
        (np.full((1000, 2), "one"), "simulate returned <U3 values"),
        (np.full((1000, 2), 1j), "simulate returned complex128 values"),
        (None, "simulate returned object values"),
        ([[1.0, 2.0], [3.0]], "simulate returned no array"),
    ],
)
@pytest.mark.parametrize("on_failure", ["error", "drop"])
def test_what_is_not_an_array_of_numbers_with_a_row_a_draw_is_named(returned, message, on_failure):
    with pytest.raises(LfiError, match=f"^problem line: {message}") as error:
        rows(Broken(lambda theta: returned), 0, 10, on_failure=on_failure)
    assert "\n" not in str(error.value)


def test_whole_numbers_are_taken_as_real_ones():
    x = rows(Broken(lambda theta: np.arange(2000).reshape(1000, 2)), 0, 10)[1]
    assert x.dtype == np.float32
    assert x.ravel().tolist() == list(range(20))


def test_parts_cover_the_set_once():
    parts = simulations.split(1001, [0.8, 0.1, 0.1])
    assert np.array_equal(np.concatenate([np.arange(1001)[part] for part in parts]), np.arange(1001))
