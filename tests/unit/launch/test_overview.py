import os
import time

import pytest
from lfi.launch.overview import Overview
from lfi.launch.state import Job, State, write_json
from lfi.tables import table


@pytest.fixture
def state(tmp_path):
    state = State(tmp_path / ".train/line/flow/0123456789abcdef")
    state.result.mkdir(parents=True)
    return state


def row(tmp_path):
    (only,) = Overview(tmp_path).rows()
    return only


def test_a_running_training_is_shown_with_its_job_and_node(tmp_path, state, sleeper):
    state.record_job(sleeper)
    state.record_start(sleeper.id, "gpu7")
    state.record_start(sleeper.id, "gpu8")
    shown = row(tmp_path)
    assert (shown.training, shown.state, shown.job, shown.node) == ("line/flow", "running", sleeper.id, "gpu8")
    assert shown.restarts == "1"


def test_a_job_that_is_younger_than_the_answer_of_squeue_is_shown_as_submitted(tmp_path, state, says):
    state.record_job(Job("42", "slurm"))
    says("squeue", "7|other|RUNNING|gpu1\n")
    says("scontrol", "JobId=42 JobName=lfi-x JobState=RUNNING Reason=None\n")
    assert row(tmp_path).state == "submitted"


def test_a_running_training_that_takes_no_step_any_more_is_shown_as_stalled(tmp_path, state, sleeper):
    numbers = {"epoch": 1, "epochs": 9, "step": 5, "steps": 50, "loss": 0.0, "validation": None, "seconds_left": 75.0}
    state.record_job(sleeper)
    state.record_start(sleeper.id, "gpu7")
    write_json(state.folder / "progress.json", numbers)
    assert row(tmp_path).left == "1:15"
    for name in ("progress.json", "starts.jsonl"):
        os.utime(state.folder / name, (time.time() - 372,) * 2)
    assert row(tmp_path).left == "stalled 6:12"


def test_status_calls_a_training_stalled_after_the_minutes_of_its_profile(tmp_path, state, sleeper):
    numbers = {"epoch": 1, "epochs": 9, "step": 5, "steps": 50, "loss": 0.0, "validation": None, "seconds_left": 75.0}
    state.record_job(sleeper)

    def left(step, minutes_ago):
        write_json(state.folder / "progress.json", {**numbers, "step": step})
        for name in ("progress.json", "starts.jsonl"):
            os.utime(state.folder / name, (time.time() - 60 * minutes_ago,) * 2)
        return row(tmp_path).left

    state.record_start(sleeper.id, "gpu7", stalled_minutes=2)
    assert left(5, 1.5) == "1:15"
    assert left(5, 2.5) == "stalled 2:30"
    state.record_start(sleeper.id, "gpu7", stalled_minutes=60)
    assert left(6, 30) == "1:15"
    state.record_start(sleeper.id, "gpu7", stalled_minutes=2)
    assert left(6, 4) == "1:15"  # it has taken no step since this start: it may still load its data
    assert left(6, 6) == "stalled 6:00"


def test_a_finished_a_failed_and_a_stopped_training_are_told_apart(tmp_path, state):
    state.record_job(Job("1", "local", born=0.0))
    assert row(tmp_path).state == "stopped"
    state.record_failure("ValueError")
    assert row(tmp_path).state == "failed"
    state.record_completion("key")
    assert row(tmp_path).state == "done"


def test_cancel_ends_a_running_job_and_says_which(tmp_path, state, sleeper):
    state.record_job(sleeper)
    assert Overview(tmp_path).cancel() == [("line/flow", sleeper.id)]
    assert row(tmp_path).state == "stopped"
    assert Overview(tmp_path).cancel() == []


def test_the_table_has_a_line_a_training(tmp_path, state):
    lines = table(Overview(tmp_path).rows()).splitlines()
    assert lines[0].split() == ["training", "state", "job", "node", "epoch", "loss", "restarts", "left"]
    assert lines[1].split() == ["line/flow", "not", "started"]


def test_trainings_are_shown_in_the_order_of_the_numbers_in_their_names(tmp_path):
    for name in ("flow-16000-0", "flow", "flow-4000-1", "flow-4000-0"):
        State(tmp_path / f".train/line/{name}/0123456789abcdef").result.mkdir(parents=True)
    shown = [row.training for row in Overview(tmp_path).rows()]
    assert shown == ["line/flow", "line/flow-4000-0", "line/flow-4000-1", "line/flow-16000-0"]
