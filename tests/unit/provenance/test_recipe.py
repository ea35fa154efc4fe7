"""How a result is made, and what is said of a change."""

from pathlib import Path

import pytest
from lfi.provenance.parameters import Definitions, plain, roots
from lfi.provenance.recipe import CONTENT, Recipe


def recipe(leaves=None, code=None, upstream=None):
    return Recipe("sample", "line/flow", leaves or {}, code or {}, upstream or {})


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ({"draws": 100}, {"draws": 200}, "draws 100 → 200"),
        (
            {"problem": {"options": {"sigma": 1}}},
            {"problem": {"options": {"sigma": 1.0}}},
            "problem.options.sigma 1 → 1.0",
        ),
        ({"a": list(range(50))}, {"a": list(range(51))}, "a changed"),
        ({}, {"draws": 1}, "draws None → 1"),
    ],
)
def test_a_parameter_that_changed_is_named_with_both_values_where_they_are_short(before, after, reason):
    assert recipe(before).key != recipe(after).key
    assert list(recipe(after).changes(recipe(before))) == [reason]


def test_inputs_that_are_made_again_and_files_that_changed_are_told_apart():
    before = recipe(upstream={"train line/flow": "a", f"{CONTENT}file counts.npy": "b"})
    after = recipe(upstream={"train line/flow": "A", f"{CONTENT}file counts.npy": "B"})
    assert list(after.changes(before)) == ["train line/flow is made again", "content of file counts.npy changed"]


def test_parameters_read_from_a_record_equal_those_that_were_written():
    assert plain({"prior": {"m": (-2.0, 2.0)}, "network": Definitions(["a:b"])}) == {
        "prior": {"m": [-2.0, 2.0]}, "network": ["a:b"],
    }  # fmt: skip


def test_code_is_found_wherever_a_parameter_holds_it():
    assert list(roots({"figure": Definitions(["a:b"]), "shows": {"x": [Definitions(["c:d"])], "y": 3}})) == [
        "a:b",
        "c:d",
    ]


@pytest.mark.parametrize("parameter", [Path("data.csv"), {"file": [Path("data.csv")]}, object()])
def test_a_path_is_no_parameter_since_its_content_would_not_count(parameter):
    with pytest.raises(TypeError, match=r"a path: declare it as an input|a object, not a plain value"):
        plain(parameter)
