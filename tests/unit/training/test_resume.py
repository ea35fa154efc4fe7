import itertools
import os
import signal

import pytest
from lfi.config.estimators import Resources
from lfi.launch.job import StopRequest
from lfi.training.checkpoints import Interrupted
from lfi.training.fit import Runtime, fit
from support.trainings import specification, write_shard


@pytest.fixture(scope="module")
def shard(tmp_path_factory):
    return write_shard(tmp_path_factory.mktemp("data"), 1000)


def train(shard, folder, stops=(), interval=60.0, before_resuming=lambda checkpoints: None, **options):
    """A training that is stopped after each of some numbers of further steps, and taken up again."""
    (folder / "result").mkdir(parents=True)
    options = {"batch_size": 100, **options}
    for steps in (*stops, None):
        polls = itertools.count(1)
        runtime = Runtime(Resources(), asked_to_stop=lambda p=polls, s=steps: next(p) == s, checkpoint_seconds=interval)
        if steps is None:
            assert fit(specification(shard, **options), folder, runtime)
        else:
            with pytest.raises(Interrupted):
                fit(specification(shard, **options), folder, runtime)
            before_resuming(folder / "checkpoints")
    return {path.name: path.read_bytes() for path in (folder / "result").iterdir() if path.name != "training.json"}


@pytest.fixture(scope="module")
def uninterrupted(shard, tmp_path_factory):
    """Three epochs of eight steps."""
    return train(shard, tmp_path_factory.mktemp("whole") / "state")


@pytest.mark.parametrize("stops", [(1,), (7,), (8,), (9,), (16,), (20,), (3, 5, 8), (8, 8)])
def test_a_resumed_training_ends_with_the_same_bytes_as_an_uninterrupted_one(shard, tmp_path, uninterrupted, stops):
    assert train(shard, tmp_path / "state", stops) == uninterrupted


# Epochs of eight steps, in windows; trainings that get worse again, one of which stops then.
OPTIONS = {
    "window": {"window": 250, "epochs": 4},
    "best": {"keep": "best", "patience": 3, "epochs": 20, "schedule": "constant", "learning_rate": 0.1},
    "ensemble": {"members": 2, "keep": "best", "epochs": 4, "schedule": "constant", "learning_rate": 0.1},
}


@pytest.fixture(scope="module")
def results(shard, tmp_path_factory):
    """What these trainings end with when nothing happens to them."""
    folder = tmp_path_factory.mktemp("trainings")
    return {name: train(shard, folder / name, **options) for name, options in OPTIONS.items()}


@pytest.mark.parametrize("name", OPTIONS)
@pytest.mark.parametrize("stops", [(3,), (16,), (20,), (9, 15)])
def test_windows_and_best_weights_survive_a_stop_to_the_last_byte(shard, tmp_path, results, name, stops):
    assert train(shard, tmp_path / "state", stops, **OPTIONS[name]) == results[name]


def test_a_request_to_stop_comes_too_late_when_patience_has_run_out(shard, tmp_path, results):
    steps = results["best"]["losses.csv"].count(b"train")
    assert steps < 160  # all twenty epochs: so patience has run out
    (tmp_path / "result").mkdir()
    polls = itertools.count(1)
    runtime = Runtime(Resources(), asked_to_stop=lambda: next(polls) >= steps, checkpoint_seconds=60.0)
    assert fit(specification(shard, batch_size=100, **OPTIONS["best"]), tmp_path, runtime)
    assert (tmp_path / "result/losses.csv").read_bytes() == results["best"]["losses.csv"]


def test_a_checkpoint_that_was_cut_short_is_passed_over_for_the_one_before(shard, tmp_path, uninterrupted):
    def cut_the_newest(checkpoints):
        newest = sorted(checkpoints.glob("*.ckpt"))[-1]
        newest.write_bytes(newest.read_bytes()[:1000])

    # Saved after every step, so that there is one before.
    assert train(shard, tmp_path / "state", (6,), interval=0.0, before_resuming=cut_the_newest) == uninterrupted


def test_two_checkpoints_are_kept_and_nothing_half_written(shard, tmp_path):
    train(shard, tmp_path / "state", interval=0.0)
    names = sorted(path.name for path in (tmp_path / "state/checkpoints").iterdir())
    assert names == ["step-0000000022.ckpt", "step-0000000023.ckpt"]


@pytest.mark.parametrize(("number", "preempted"), [(signal.SIGTERM, True), (signal.SIGUSR2, False)])
def test_a_signal_is_heard_also_after_another_handler_took_its_place(number, preempted):
    before = {n: signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGUSR2)}
    try:
        asked = StopRequest()
        for n in before:
            signal.signal(n, signal.SIG_IGN)  # as Lightning does when a training starts
        assert not asked()
        os.kill(os.getpid(), number)
        assert asked()
        assert asked.preempted == preempted
    finally:
        for n, handler in before.items():
            signal.signal(n, handler)
