"""Allocations that are too short for a training: refused at the start, or after three that got nowhere."""

import json
import signal
from types import SimpleNamespace

import pytest
from lfi.errors import LfiError
from lfi.launch.headway import check_headway
from lfi.launch.job import StopRequest, TrainingJob
from lfi.launch.placement import Placement
from lfi.launch.state import State
from lfi.training import fit
from lfi.training.checkpoints import Interrupted
from support.trainings import specification, write_shard

STEPS = 10_000


@pytest.fixture
def state(tmp_path):
    state = State(tmp_path / "state")
    state.create(specification(write_shard(tmp_path, rows=20)))
    return state


@pytest.fixture
def stop():
    """A request to stop, whose signal handlers go with the test."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGUSR2)}
    yield StopRequest()
    for number, handler in handlers.items():
        signal.signal(number, handler)


def reach(state, step):
    """Write the progress of a training that has come to a step."""
    numbers = {"epoch": 1, "epochs": 9, "step": step, "steps": STEPS, "loss": 0.0, "validation": None}
    (state.folder / "progress.json").write_text(json.dumps({**numbers, "seconds_left": 1.0}))


def allocation(state, steps):
    """One allocation, which takes some steps and saves."""
    state.record_start("7", "gpu1")
    step = (state.newest_checkpoint() or 0) + steps
    reach(state, step)
    (state.folder / "checkpoints").mkdir(exist_ok=True)
    (state.folder / f"checkpoints/step-{step:010d}.ckpt").touch()
    check_headway(state, minutes=2)


def test_three_allocations_in_a_row_with_little_progress_end_the_training_with_the_numbers(state):
    allocation(state, 4_000)
    allocation(state, 1)
    allocation(state, 1)
    with pytest.raises(LfiError, match=r"^3 allocations of 2 minutes were enough for 4 of 10000 steps: give the train"):
        allocation(state, 2)
    state.create(state.specification())  # as the next driver does
    allocation(state, 1)


def test_allocations_that_get_on_never_end_a_training(state):
    for _ in range(20):
        allocation(state, STEPS // 200)


@pytest.mark.parametrize(("preempted", "noted"), [(False, True), (True, False)])
def test_a_job_takes_note_of_a_whole_allocation_and_not_of_one_that_was_preempted(
    state, stop, monkeypatch, preempted, noted
):
    def interrupted(*_):
        raise Interrupted("stopped")

    monkeypatch.setattr(fit, "fit", interrupted)
    environment = SimpleNamespace(global_rank=0, num_tasks=1, job_id="7", hostname="gpu1", cluster="local")
    reach(state, 5)
    if preempted:
        stop.leave()
    TrainingJob(str(state.folder), Placement().model_dump())._train(state, environment, stop)
    assert (state.folder / "allocations.json").exists() == noted


@pytest.mark.parametrize(
    ("minutes", "notice", "fine"), [(1, 90, False), (2, 90, False), (3, 90, True), (1, 30, True), (60, 1801, False)]
)
def test_an_allocation_is_long_enough_if_at_least_half_of_it_comes_before_the_notice(minutes, notice, fine):
    assert (Placement(minutes=minutes, notice_seconds=notice).too_short() == "") == fine
