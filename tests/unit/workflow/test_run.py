"""One job: its result is computed or restored, and recorded."""

from collections import Counter
from pathlib import Path

import pytest
from lfi.provenance import digests
from lfi.provenance.planned import Planned
from lfi.provenance.recipe import Recipe
from lfi.provenance.records import Records
from lfi.workflow.declaration import Declaration
from lfi.workflow.run import run


@pytest.fixture
def job(tmp_path):
    """Runs a step that copies its input, and counts how often it does."""
    recipe = Recipe("copy", "line", {}, {}, {})
    declaration = Declaration("steps:copy", ("line",), recipe, {}, tmp_path, {}, keep=True)
    source, copy = tmp_path / "source", tmp_path / "copy"
    done = []

    def work():
        copy.write_bytes(source.read_bytes())
        done.append(1)

    def job(content):
        source.write_text(content)
        copy.unlink(missing_ok=True)
        run(declaration, [source], [copy], work, Planned(recipe, (), ()), lambda line: None)
        assert copy.read_text() == content
        return len(done)

    job.records, job.recipe = Records(tmp_path), recipe
    return job


def test_a_result_is_computed_once_for_the_same_inputs_and_restored_when_they_come_back(job):
    assert [job("first"), job("first"), job("second"), job("first")] == [1, 1, 2, 2]
    assert job.records.stale(job.recipe) == []


def test_every_file_is_read_once_for_its_digest(job, monkeypatch):
    read, digest = Counter(), digests.file_digest

    def counted(path: Path) -> str:
        read[path.name] += 1
        return digest(path)

    monkeypatch.setattr(digests, "file_digest", counted)
    job("content")
    assert read == {"source": 1, "copy": 1}
