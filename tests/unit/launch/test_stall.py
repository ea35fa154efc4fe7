"""Trainings that hang: noticed by the time of their steps, and put into another job where the profile says so."""

import time

import pytest
from lfi.launch.overview import Overview
from lfi.launch.placement import Placement
from lfi.launch.stall import StallWatch, patience_with
from lfi.launch.state import State, write_json
from support.drivers import Run, wait_for
from support.trainings import specification, write_shard


class Clock:
    """A clock that a test moves."""

    def __init__(self, monkeypatch):
        self.now = 1000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def state(tmp_path):
    state = State(tmp_path / "state")
    state.folder.mkdir()
    return state


def reach(state, step, seconds_left=500.0):
    """Write the progress of a training of 1,000 steps."""
    numbers = {"epoch": 1, "epochs": 9, "step": step, "steps": 1000, "loss": 0.0, "validation": None}
    write_json(state.folder / "progress.json", {**numbers, "seconds_left": seconds_left})


def test_patience_is_ten_steps_and_at_least_five_minutes_unless_the_profile_says_how_long(state):
    reach(state, 500, seconds_left=500 * 60.0)
    assert patience_with(state.progress()) == pytest.approx(600.0)
    reach(state, 500, seconds_left=5.0)
    assert patience_with(state.progress()) == 300.0
    assert patience_with(state.progress(), minutes=2.0) == 120.0


def test_a_training_without_a_step_for_five_minutes_has_stalled_until_it_takes_one(state, clock):
    watch = StallWatch(state, minutes=0.0)
    state.record_start("7", "gpu1")
    assert watch.stalled("7") == ""
    reach(state, 1)
    assert watch.stalled("7") == ""
    clock.now += 299
    assert watch.stalled("7") == ""
    clock.now += 2
    assert watch.stalled("7") == "no step for more than 5:00 on gpu1"
    reach(state, 2)
    assert watch.stalled("7") == ""


def test_a_job_that_waits_or_has_only_now_started_again_has_not_stalled(state, clock):
    watch = StallWatch(state, minutes=1.0)
    clock.now += 3600
    assert watch.stalled("7") == ""  # not started
    state.record_start("7", "gpu1")
    reach(state, 5)
    assert watch.stalled("7") == ""
    clock.now += 3600
    watch.reset()
    assert watch.stalled("7") == ""
    state.record_start("7", "gpu2")
    clock.now += 3600
    assert watch.stalled("7") == ""
    clock.now += 61  # it may still load its data: the profile's minute is for steps
    assert watch.stalled("7") == ""
    reach(state, 6)
    assert watch.stalled("7") == ""
    clock.now += 61
    assert watch.stalled("7") == "no step for more than 1:00 on gpu2"
    assert watch.stalled("8") == ""  # the next job, which has not started


@pytest.fixture
def run(tmp_path, forked):
    placement = Placement(stalled_minutes=3 / 60, restart_stalled=True, checkpoint_seconds=0.2, python=forked.program)
    trained = specification(write_shard(tmp_path), epochs=200, keep="last")
    training = Run(tmp_path / ".train/line/flow", trained, placement)
    training.folder.mkdir(parents=True)
    yield training
    training.kill_drivers()
    Overview(tmp_path).cancel()


def test_a_stalled_training_goes_on_in_another_job_from_its_last_checkpoint(run, forked):
    driver = run.start()
    checkpoint = wait_for(run.state.newest_checkpoint, what="a checkpoint")
    driver.wait_for_line("epoch")
    hung = run.job()
    for process in forked.children(run.folder):
        process.suspend()
    said = driver.end()
    assert f"job {hung} has stalled: no step for more than 0:03" in said
    assert f"job {hung} is ended; submitting again" in said
    assert run.state.jobs()[0].id == hung
    assert len(run.state.jobs()) >= 2  # on a busy machine another one may seem to hang
    assert run.state.starts()[1]["step"] >= checkpoint
