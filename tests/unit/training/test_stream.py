import itertools
import re
import tempfile
from pathlib import Path

import numpy as np
import pytest
import torch
from lfi.config.estimators import Regressor, Resources, Training
from lfi.data import simulations
from lfi.data.simulations import StoredPairs
from lfi.errors import LfiError
from lfi.problems.drawing import Drawn
from lfi.training.batches import EpochBatches, Pairs
from lfi.training.fit import Runtime, fit
from lfi.training.specification import Specification
from lfi.training.stream import Stream

ROWS = 5300


def write(folder, edges, failing=(), columns=3):
    """Shards of pairs whose every number is that of their row."""
    paths = []
    for start, stop in itertools.pairwise(edges):
        rows = np.arange(start, stop, dtype=float)[:, None]
        failed = np.isin(rows, failing)
        x = np.where(failed, 0, rows).repeat(0 if failed.all() else columns, axis=1).astype(np.float32)
        paths.append(folder / f"{len(edges)}-{start}.h5")
        reasons = tuple("no data" if fails else "" for fails in failed)
        simulations.write_shard(paths[-1], Drawn(rows.repeat(2, axis=1), x, reasons), start)
    return paths


@pytest.fixture
def failing():
    """A tenth of the rows, all of the second shard among them."""
    rng = np.random.default_rng(1)
    return np.union1d(rng.choice(ROWS, 500, replace=False), np.arange(1700, 1750))


@pytest.fixture
def shards(tmp_path, failing):
    return write(tmp_path, [0, 1700, 1750, 4000, ROWS], failing)


def streamed(paths, window, fractions=(0.8, 0.1, 0.1), part=0):
    stored = StoredPairs(paths)
    return Stream(stored, simulations.split(len(stored), fractions)[part], window)


def epoch(pairs, window, batch_size=128, number=0, **where):
    """Parameters and data of all batches of one epoch, one after the other."""
    batches = EpochBatches(len(pairs), batch_size, 3, window=window, **where)
    theta, x = zip(*(pairs[torch.cat(chunk)] for chunk in batches.chunks(number, done=0)), strict=True)
    return torch.cat(theta), torch.cat(x)


def test_rows_read_from_shards_are_those_of_the_whole_set_without_the_failed(shards):
    stored, whole = StoredPairs(shards), simulations.read_set(shards)
    assert len(stored) == len(whole[0]) < ROWS
    for start, stop in [(0, len(stored)), (0, 1), (1500, 1600), (1400, 3900), (len(stored) - 1, len(stored))]:
        for column, all_rows in zip(stored.read(start, stop), whole, strict=True):
            np.testing.assert_array_equal(column, all_rows[start:stop])


@pytest.mark.parametrize("window", [130, 1000, 2500, 100_000])
def test_an_epoch_has_every_pair_of_the_training_part_once(shards, window):
    theta, x = simulations.read_set(shards)
    part = simulations.split(len(theta), (0.8, 0.1, 0.1))[0]
    read = epoch(streamed(shards, window), window)
    order = read[0][:, 0].argsort()
    np.testing.assert_array_equal(read[0][order], theta[part])
    np.testing.assert_array_equal(read[1][order], x[part])
    assert not torch.equal(read[0], epoch(streamed(shards, window), window, number=1)[0])


def test_a_window_is_shuffled_and_has_rows_from_elsewhere_every_epoch(shards):
    windows = [epoch(streamed(shards, 2000), 2000, number=number)[0][:2000, 0] for number in range(4)]
    for window in windows:
        assert (window.diff() < 0).float().mean() == pytest.approx(0.5, abs=0.05)
    assert len({tuple(sorted(window.tolist())) for window in windows}) > 1


def test_pairs_in_memory_and_in_shards_come_in_the_same_order(shards):
    stream = streamed(shards, 2000)
    memory = Pairs(*stream[:])
    for ours, theirs in zip(epoch(stream, 2000), epoch(memory, 2000), strict=True):
        assert torch.equal(ours, theirs)


def test_the_order_of_the_pairs_does_not_depend_on_the_cut_into_shards(tmp_path, shards, failing):
    one = write(tmp_path, [0, ROWS], failing)
    many = write(tmp_path, [*range(0, ROWS, 170), ROWS], failing)
    orders = [epoch(streamed(paths, 2000), 2000)[0] for paths in (shards, one, many)]
    assert torch.equal(orders[0], orders[1])
    assert torch.equal(orders[0], orders[2])


def test_the_processes_of_a_distributed_training_share_out_each_batch(shards):
    stream = streamed(shards, 2000)
    whole = epoch(stream, 2000, batch_size=100)[0].split(100)
    parts = [
        epoch(stream, 2000, batch_size=100, rank=rank, world=3)[0].split(size) for rank, size in enumerate((34, 33, 33))
    ]
    for batch, *shares in zip(whole, *parts, strict=True):
        assert sorted(batch[:, 0].tolist()) == sorted(torch.cat(shares)[:, 0].tolist())


@pytest.mark.parametrize(("batch_size", "window"), [(40, None), (77, 130), (1700, None), (128, 2000)])
def test_batches_are_gathered_a_chunk_at_a_time_from_any_step_on(batch_size, window):
    batches = EpochBatches(ROWS, batch_size, 3, window=window)
    whole = batches.batches(epoch=2)
    for done in (0, 1, len(whole) - 1, len(whole)):
        chunks = list(batches.chunks(epoch=2, done=done))
        assert all(sum(map(len, chunk)) <= max(batch_size, 1000) for chunk in chunks)
        assert all(torch.equal(*pair) for pair in zip(itertools.chain(*chunks), whole[done:], strict=True))


def test_a_batch_may_have_no_pair_for_a_process(shards):
    theta, x = streamed(shards, 2000)[torch.empty(0, dtype=torch.int64)]
    assert (theta.shape, x.shape) == ((0, 2), (0, 3))


@pytest.mark.parametrize("window", [130, 2000, 4000, 10_000])
def test_each_pair_is_read_once_an_epoch_and_at_most_a_window_is_held(shards, window):
    stream, reads = streamed(shards, window), []
    read = stream.stored.read
    stream.stored.read = lambda start, stop: reads.append((start, stop)) or read(start, stop)
    epoch(stream, window, batch_size=77)
    assert sum(stop - start for start, stop in reads) == len(stream)
    assert sum(held[..., 0].numel() for held in stream._held) <= 2 * window


def test_a_shard_with_data_of_another_shape_is_named(tmp_path):
    paths = [*write(tmp_path, [0, 20]), *write(tmp_path, [20, 40, 60], columns=4)]
    stored = StoredPairs(paths)
    with pytest.raises(LfiError, match=r"3-20\.h5: x has rows of shape \(4,\), those before it \(3,\)"):
        stored.read(10, 30)


def test_a_set_whose_draws_all_failed_is_refused(tmp_path):
    with pytest.raises(LfiError, match="all draws failed"):
        StoredPairs(write(tmp_path, [0, 10, 20], np.arange(20)))


def peak(folder, window):
    """Bytes that a training of a regressor takes at its peak, more than before it."""
    state = Path(tempfile.mkdtemp(dir=folder))
    (state / "result").mkdir()
    options = Training(batch_size=500, epochs=1, window=window)
    config = Regressor(kind="regressor", hidden=[8], linear_summary="none", training=options)
    training = Specification(
        key="",
        code="",
        seed=1,
        estimator=config.model_dump(exclude={"resources"}),
        data={"parameters": ["a", "b"], "coordinates": None, "prior": None},
        shards=sorted(str(path) for path in folder.glob("*.h5")),
        split=[0.8, 0.1, 0.1],
    )
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    before = resident("VmRSS")
    fit(training, state, Runtime(Resources()))
    return resident("VmHWM") - before


def resident(name):
    """Bytes of this process's memory, now or at its peak."""
    return int(re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024


def test_a_training_in_windows_holds_a_small_part_of_a_large_set(tmp_path):
    x = np.random.default_rng(1).standard_normal((10_000, 800), dtype=np.float32)
    theta, good = x[:, :2].astype(float), ("",) * 10_000
    for folder, shards, rows in (("small", 1, 1000), ("large", 5, 10_000)):
        for number in range(shards):
            path = tmp_path / folder / f"{number}.h5"
            simulations.write_shard(path, Drawn(theta[:rows], x[:rows], good[:rows]), number * rows)
    del x
    large = tmp_path / "large"
    size = sum(path.stat().st_size for path in large.glob("*.h5"))
    try:
        peak(tmp_path / "small", 500)  # what the first training of a process allocates for good
        assert size > 150e6
        assert peak(large, 2500) < 0.25 * size
        assert peak(large, None) > size
    finally:
        for path in large.glob("*.h5"):
            path.unlink()
