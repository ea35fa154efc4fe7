"""What jobs used of what they asked for."""

import time

import numpy as np
import pytest
from lfi.launch.usage import Meter, Usages, Used, append, read


def test_a_process_that_works_uses_a_core_and_its_memory_and_one_that_sleeps_uses_none():
    meter = Meter()
    time.sleep(0.3)
    idle = meter.read()
    assert idle.seconds >= 0.3
    assert idle.cpu_seconds < 0.15
    held = np.ones(64 * 2**17)  # 64 MB
    start = time.process_time()
    while time.process_time() < start + 0.3:
        held.sum()
    busy = meter.read()
    assert busy.cpu_seconds >= 0.3
    assert busy.memory_mb > 64
    assert meter.read(alike=2).memory_mb == pytest.approx(2 * busy.memory_mb, rel=0.1)


@pytest.fixture
def usages(tmp_path):
    return Usages(tmp_path, "abc")


def test_jobs_of_a_step_share_a_row_and_each_training_has_one(usages):
    usages.note("simulate line/training/0/1000", [Used(60, 30, 200)], 1, 1000)
    usages.note("simulate line/training/1000/2000", [Used(60, 60, 300)], 1, 2000)
    usages.note("train line/flow", [Used(100, 300, 900), Used(20, 60, 1200)], 4, 4000)
    usages.note("train line/mean", [], 4, 4000)  # found done
    rows = {row.step: row for row in usages.rows()}
    assert set(rows) == {"simulate", "train line/flow"}
    assert (rows["simulate"].jobs, rows["simulate"].time, rows["simulate"].cores) == ("2", "2:00", "0.8 of 1")
    assert rows["simulate"].memory == "300 of 2000 MB"
    assert (rows["train line/flow"].jobs, rows["train line/flow"].cores) == ("2", "3.0 of 4")


def test_a_step_is_measured_unless_it_says_itself_what_was_used_elsewhere(usages):
    with usages.measured("evaluate line/flow", 1, 100):
        pass
    with usages.measured("train line/flow", 1, 100):
        usages.note("train line/flow", [Used(10, 40, 500)], 4, 1000)
    assert [row.cores for row in usages.rows()] == ["0.0 of 1", "4.0 of 4"]


def test_a_run_shows_its_own_jobs_alone_and_outside_a_run_nothing_is_noted(usages, tmp_path, monkeypatch):
    usages.note("judge line", [Used(1, 1, 1)], 1, 1)
    assert Usages(tmp_path, "other").rows() == []
    monkeypatch.delenv("LFI_RUN", raising=False)
    Usages(tmp_path / "outside").note("judge line", [Used(1, 1, 1)], 1, 1)
    assert not (tmp_path / "outside").exists()
    usages.begin()
    assert usages.rows() == []


def test_a_line_that_was_cut_short_is_passed_over(tmp_path):
    append(tmp_path / "usage.jsonl", Used(1, 2, 3))
    with (tmp_path / "usage.jsonl").open("a") as file:
        file.write('{"seconds": 1, "cpu_')
    assert read(tmp_path / "usage.jsonl") == [Used(1, 2, 3)]
