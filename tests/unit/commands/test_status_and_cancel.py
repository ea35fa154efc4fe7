"""A damaged file of one training: `status` and `cancel` say how to mend it, and serve the others."""

import pytest
from lfi.commands.cancel import cancel
from lfi.commands.status import status
from lfi.launch.local import LocalScheduler
from lfi.launch.scheduler import Liveness
from lfi.launch.state import State
from lfi.rounds.restriction import Cut, Restriction

DAMAGE = ["", "{", "[]", '{"jobs": [{"nothing": 1}]}', b"\xff\xfe\x00"]


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture
def configuration(tmp_path):
    file = tmp_path / "config.yaml"
    file.write_text(f"results: {tmp_path}/results")
    return file


@pytest.fixture
def states(tmp_path, sleeper):
    """Two trainings; the second one runs."""
    states = [State(tmp_path / f"results/.train/line/{name}/0123456789abcdef") for name in ("broken", "whole")]
    for state in states:
        state.result.mkdir(parents=True)
    states[1].record_job(sleeper)
    return states


@pytest.mark.parametrize("content", DAMAGE)
@pytest.mark.parametrize("name", ["jobs.json", "progress.json"])
def test_status_says_how_to_mend_a_damaged_training_and_shows_the_others(states, configuration, capsys, name, content):
    damaged = states[0].folder / name
    write(damaged, content)
    status(configuration)
    _, broken, whole, mend = capsys.readouterr().out.splitlines()
    assert broken.split() == ["line/broken", "damaged"]
    assert whole.split()[:2] == ["line/whole", "running"]
    assert mend.startswith("line/broken: ")
    assert mend.endswith(f"delete it and run again: rm {damaged}")


@pytest.mark.parametrize("content", DAMAGE)
def test_cancel_says_how_to_mend_a_damaged_training_and_ends_the_others(
    states, configuration, capsys, sleeper, content
):
    write(states[0].folder / "jobs.json", content)
    cancel(configuration)
    ended, kept = capsys.readouterr().out.splitlines()
    assert ended == f"cancelled line/whole: job {sleeper.id}"
    assert kept.startswith("not cancelled line/broken: ")
    assert f"rm {states[0].folder / 'jobs.json'}" in kept
    assert LocalScheduler(states[0].folder).liveness(sleeper) is Liveness.GONE


@pytest.mark.parametrize("content", DAMAGE)
def test_a_damaged_progress_file_stops_neither_a_driver_nor_a_job(states, content):
    write(states[1].folder / "progress.json", content)
    assert states[1].progress() is None
    states[1].record_start("1", "gpu7")
    assert states[1].starts()[-1]["reached"] == 0


def test_a_line_of_a_start_that_was_cut_short_is_passed_over(states):
    states[1].record_start("1", "gpu7")
    with (states[1].folder / "starts.jsonl").open("a") as file:
        file.write('{"job": "2", "no')
    assert [start["job"] for start in states[1].starts()] == ["1"]


def test_status_shows_the_newest_round_of_each_observation(configuration, capsys):
    first, second = (Cut(threshold=0.0, box=None, log_mass=mass, log_mass_error=0.01) for mass in (-1.0, -4.605))
    for at, number, found in (
        (0, 2, Restriction(cuts=[first], pairs=1000)),
        (0, 3, Restriction(cuts=[first, second], proposal="box", acceptance=0.25, pairs=2000)),
        (1, 2, Restriction(pairs=1000, ended="60% of the draws are effective")),
    ):
        file = configuration.parent / f"results/slcp/rounds/{at}/{number}/prior.json"
        file.parent.mkdir(parents=True)
        found.write(file)
    status(configuration)
    said = capsys.readouterr().out.splitlines()
    assert said[-2].split() == ["slcp/0", "3", "2,000", "0.01", "25.0%", "of", "box"]
    assert said[-1].split()[:4] == ["slcp/1", "1", "1,000", "1"]
    assert said[-1].endswith("60% of the draws are effective")
