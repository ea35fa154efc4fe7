"""What finished results are made from, as their records say."""

from importlib.metadata import version

import pytest
from lfi.provenance import file_digests
from lfi.provenance.lineage import Lineage
from lfi.provenance.recipe import Recipe
from lfi.provenance.records import Made, Records, packages


@pytest.fixture
def records(tmp_path):
    """Records of data, weights made from them, and draws made from those; data are looked at by a figure too."""
    records = Records(tmp_path / "results", {"torch": version("torch")})
    records.results.mkdir()
    for step, source in (("data", "../observation"), ("weights", "data"), ("draws", "weights"), ("figure", "data")):
        inputs, output = [records.results / source], records.results / step
        for path in (*inputs, output):
            path.write_text(path.name)
        records.write(Recipe(step, "line", {}, {}, {}), file_digests(inputs), file_digests([output]), Made(packages()))
    return records


def names(records, found):
    """Paths as seen from the results folder."""
    return {records.relative(path) for path in found}


def made_with(records, step, torch):
    """Let a record say another version."""
    path = records.folder / step / "line.json"
    path.write_text(path.read_text().replace(f'"torch": "{version("torch")}"', f'"torch": "{torch}"'))


def test_what_is_as_it_was_recorded_is_sound_also_where_it_is_made_from_a_users_file(records):
    assert Lineage(records).unsound() == set()


@pytest.mark.parametrize("damage", ["changed", "no record", "other version"])
def test_a_fault_makes_unsound_all_that_is_made_from_the_file_and_nothing_else(records, damage):
    if damage == "changed":
        (records.results / "weights").write_text("others")
    elif damage == "no record":
        (records.folder / "weights/line.json").unlink()
    else:
        made_with(records, "weights", "1.0")
    assert names(records, Lineage(records).unsound()) == {"weights", "draws"}


def test_a_deleted_file_makes_nothing_unsound(records):
    (records.results / "weights").unlink()
    assert Lineage(records).unsound() == set()


def test_results_made_with_other_versions_are_named_back_to_the_first(records):
    for step in ("data", "draws", "figure"):
        made_with(records, step, "1.0")
    ((change, files),) = Lineage(records).upgraded([records.results / "draws"]).items()
    assert change == ("torch", "1.0", version("torch"))
    assert names(records, files) == {"data", "draws"}


def test_a_result_whose_input_was_made_again_otherwise_is_not_made_from_what_is_there(records):
    assert Lineage(records).remade() == {}
    weights = records.results / "weights"
    weights.write_text("others")
    records.write(
        Recipe("weights", "line", {}, {}, {}),
        file_digests([records.results / "data"]),
        file_digests([weights]),
        Made(packages()),
    )
    found = Lineage(Records(records.results))
    assert found.remade() == {str(records.results / "draws"): f"{weights} has changed since"}
    assert names(records, found.unsound()) == {"draws"}
