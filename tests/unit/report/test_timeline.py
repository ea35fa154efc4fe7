"""When the jobs of a run were at work."""

import pytest
from lfi.report.timeline import LABELS, WIDTH, timeline


def record(step, finished, seconds, subject="line"):
    recipe = {"step": step, "subject": subject}
    return {"recipe": recipe, "finished": f"2026-11-25T{finished}+0000", "seconds": seconds, "host": "here"}


RUN = [
    record("simulate", "10:00:30", 30.0),
    record("train", "10:02:00", 90.0, "line/flow"),
    record("train", "10:01:30", 60.0, "line/mean"),
    record("plot", "10:02:10", 5.0),
]


def test_bars_lie_between_the_first_start_and_the_last_end_in_the_rows_of_their_rules():
    drawn = timeline(RUN)
    assert [name for name, _ in drawn.rows] == ["simulate", "train", "plot"]
    assert (drawn.began, drawn.lasted, drawn.left_out) == ("2026-11-25 10:00", "2 min 10 s", 0)
    unit = (WIDTH - LABELS) / 130
    first, *trainings, last = sorted(drawn.bars)
    assert first.x == LABELS
    assert first.width == pytest.approx(30 * unit)
    assert {bar.x for bar in trainings} == {LABELS + 30 * unit}
    assert last.x + last.width == pytest.approx(WIDTH)
    assert any(bar.title == "train line/flow: 1 min 30 s, here" for bar in trainings)


def test_the_run_that_made_most_is_shown_and_others_are_counted():
    drawn = timeline([*RUN, record("plot", "14:00:00", 2.0), RUN[0]])
    assert drawn.left_out == 1
    assert drawn.lasted == "2 min 10 s"


def test_without_jobs_there_is_none():
    assert timeline([]) is None
