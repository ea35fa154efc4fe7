"""What is kept of how a result was made."""

import json
import os

import pytest
from lfi.provenance import file_digests
from lfi.provenance.recipe import Recipe
from lfi.provenance.records import Made, Records, packages

CODE = {"lfi.nets.flows.ConditionalFlow": "0123", "lfi.steps.train: numpy.": "4567"}


def recipe(subject="line/flow", code=None):
    return Recipe("train", subject, {"training": {"learning_rate": 0.005}}, code or CODE, {})


@pytest.fixture
def records(tmp_path):
    """Records of two results that the same code made."""
    for subject in ("line/flow", "line/made"):
        (tmp_path / subject.replace("/", "-")).write_text(subject)
        Records(tmp_path).write(
            recipe(subject), {}, file_digests([tmp_path / subject.replace("/", "-")]), Made(packages())
        )
    return Records(tmp_path)


def test_a_result_is_valid_as_it_was_recorded(records):
    assert records.stale(recipe()) == []


def test_other_bytes_of_the_same_size_and_time_are_found_and_links_and_touches_are_not(records):
    output = records.results / "line-flow"
    stat = output.stat()
    (records.results / "link").hardlink_to(output)
    output.touch()
    assert Records(records.results).stale(recipe()) == []
    output.write_text("line/mode")
    os.utime(output, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert (output.stat().st_size, output.stat().st_mtime_ns) == (stat.st_size, stat.st_mtime_ns)
    assert Records(records.results).stale(recipe()) == [f"{output} was changed by hand, or cut short"]


def test_a_record_says_which_definition_has_changed_since(records):
    changed = {**CODE, "lfi.nets.flows.ConditionalFlow": "89ab"}
    assert records.stale(recipe(code=changed)) == ["code: lfi.nets.flows.ConditionalFlow changed"]


def test_results_that_the_same_code_made_share_one_list_of_its_definitions(records):
    (listed,) = (records.folder / "code").iterdir()
    assert listed.read_text().splitlines() == ["0123 lfi.nets.flows.ConditionalFlow", "4567 lfi.steps.train: numpy."]


def test_a_list_of_definitions_goes_when_no_record_speaks_of_it(records):
    assert records.prune() == []
    for subject in ("line/flow", "line/made"):
        output = records.results / subject.replace("/", "-")
        records.write(recipe(subject, {"lfi.other": "0123"}), {}, file_digests([output]), Made(packages()))
    (gone,) = Records(records.results).prune()
    assert (gone.parent, gone.exists()) == (records.folder / "code", False)
    (stays,) = (records.folder / "code").iterdir()
    assert stays.read_text() == "0123 lfi.other\n"


@pytest.mark.parametrize("fault", ["another form", "no list of definitions", "cut short", "no record"])
def test_a_record_that_cannot_be_read_makes_its_result_stale_and_says_so(records, fault):
    path = records.folder / "train/line/flow.json"
    if fault == "another form":
        path.write_text(json.dumps({**json.loads(path.read_text()), "format": 1}))
    elif fault == "no record":
        path.write_text("[]")
    elif fault == "cut short":
        path.write_text(path.read_text()[:-20])
    else:
        next((records.folder / "code").iterdir()).unlink()
    changed = recipe(code={"lfi.other": "0123"})
    assert records.stale(changed) == ["there is no record, of this version of lfi, of how it was made"]
