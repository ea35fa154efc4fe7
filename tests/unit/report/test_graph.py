"""The picture of the rules: what is made from what, from top to bottom, without a box on another."""

import pytest
from lfi.report.graph import drawing, levels, reduced, without_cycles

PARENTS = {
    "simulate": set(),
    "observe": set(),
    "exact": {"observe"},
    "nested": {"observe"},
    "train": {"simulate"},
    "sample": {"observe", "train", "simulate"},
    "calibrate": {"simulate", "train"},
    "check": {"observe", "sample", "simulate"},
    "compare": {"exact", "nested", "sample", "calibrate", "check", "simulate"},
    "judge": {"calibrate", "check", "compare", "train"},
    "plot": {"observe", "sample", "exact", "train", "calibrate"},
    "report": {"judge", "plot", "compare", "observe"},
}


def above(parents, name):
    """All that a rule is made from, however far up."""
    return parents[name].union(*(above(parents, parent) for parent in parents[name]))


def test_lines_that_are_left_out_follow_from_others():
    fewer = reduced(PARENTS)
    assert all(above(fewer, name) == above(PARENTS, name) for name in PARENTS)
    assert fewer["check"] == {"sample"}


def test_every_rule_lies_below_what_it_is_made_from_and_on_no_other():
    picture = drawing(PARENTS, {"train": "3 jobs"})
    place = {box.name: box for box in picture.boxes}
    assert set(place) == set(PARENTS)
    assert place["train"].note == "3 jobs"
    width, height = picture.box
    for name, box in place.items():
        assert all(place[parent].y < box.y for parent in PARENTS[name])
        assert 0 <= box.x <= picture.width - width
        assert box.y <= picture.height - height
        apart = [abs(box.x - other.x) >= width or abs(box.y - other.y) >= height for other in place.values()]
        assert apart.count(False) == 1  # itself


def test_every_line_has_its_way():
    edges = sum(map(len, reduced(PARENTS).values()))
    assert len(set(drawing(PARENTS, {}).edges)) == edges


def test_rules_that_are_made_from_one_another_are_refused():
    with pytest.raises(ValueError, match="cycle"):
        levels({"a": {"b"}, "b": {"a"}})


def test_rounds_are_drawn_without_the_way_back():
    """Each round restricts, simulates, gathers what was before, and trains, which the next round starts from."""
    rounds = {
        "simulate": set(),
        "train": {"simulate", "assemble"},
        "restrict": {"train", "restrict", "assemble"},
        "simulate_round": {"restrict", "train"},
        "assemble": {"simulate_round", "restrict", "assemble", "simulate"},
        "conclude": {"train", "restrict"},
    }
    place = {"simulate": 0, "train": 1, "restrict": 2, "simulate_round": 3, "assemble": 4, "conclude": 6}
    drawn = without_cycles(rounds, place)
    level = levels(drawn)
    assert level["train"] < level["restrict"] < level["simulate_round"] < level["assemble"]
    assert drawn["conclude"] == {"train", "restrict"}
    assert without_cycles(PARENTS, dict.fromkeys(PARENTS, 0)) == PARENTS
