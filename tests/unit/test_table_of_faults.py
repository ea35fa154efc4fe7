"""The table of faults names tests that are there."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
TABLE = (TESTS / "cluster/README.md").read_text()


def test_every_test_that_the_table_of_faults_names_is_there():
    functions = re.findall(r"def test_(\w+)", "".join(path.read_text() for path in TESTS.rglob("test_*.py")))
    names = [name for name in re.findall(r"`(\w+…?)`", TABLE) if "_" in name and not name.startswith("test_")]
    assert len(names) >= 30
    for name in names:
        stem = name.removesuffix("…")
        assert [f for f in functions if f == stem or (name.endswith("…") and f.startswith(stem))], name


def test_every_file_that_the_table_of_faults_names_is_there():
    files = re.findall(r"`((?:[a-z]+/)*test_\w+)`", TABLE)
    folders = [TESTS / folder for folder in ("", "cluster", "unit/launch")]
    assert len(files) >= 30
    for name in files:
        assert any((folder / f"{name}.py").exists() for folder in folders), name
