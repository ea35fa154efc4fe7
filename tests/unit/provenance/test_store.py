"""Kept files of finished results."""

from lfi.provenance.digests import file_digest
from lfi.provenance.recipe import Recipe
from lfi.provenance.records import Made
from lfi.provenance.store import Store

RECIPE = Recipe("sample", "line/flow", {"draws": 10}, {}, {})


def test_of_a_result_made_again_with_other_bytes_the_latest_are_kept(tmp_path):
    store, path = Store(tmp_path), tmp_path / "draws.csv"
    key = store.key(RECIPE, {}, {})
    for text in ("first", "second", "first", "third"):
        path.write_text(text)
        store.keep(key, {path: file_digest(path)}, Made({}, {}))
        path.unlink()  # what is kept is a link to it
    assert store.place(key, [path])
    assert path.read_text() == "third"
