"""The table of faults names tests that are there, and says of each fault what they saw."""

import re
from pathlib import Path

from support.faults import Seen, faults, table

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


ROWS = """
| | fault | outcome | test |
|---|---|---|---|
| 1 | a full disk | resumes | `test_faults`: `a_full_disk_…`; `test_drivers`: `ctrl_c_leaves_the_job_alone` |
| 2 | clocks differ | never compared | `unit/launch/test_slurm`: `a_clock`; `test_lease` |
"""
FULL, CTRL_C = (
    "cluster/test_faults.py::test_a_full_disk_stops[1]",
    "cluster/test_drivers.py::test_ctrl_c_leaves_the_job_alone",
)


def row(*seen):
    """What is said of the first fault."""
    return table(faults(ROWS), list(seen), "abc").splitlines()[4]


def test_a_fault_has_the_outcome_of_all_its_tests_and_their_weights_beside_the_undisturbed_ones():
    other = Seen("cluster/test_faults.py::test_something_else", False, "xyz")
    assert row(Seen(FULL, True, "abc"), Seen(CTRL_C, True), other) == "| a full disk | 2 passed | `abc`, the same |"
    assert row(Seen(FULL, True, "abd")) == "| a full disk | 1 passed | `abd` |"
    assert row(Seen(FULL, False), Seen(CTRL_C, True)) == "| a full disk | FAILED: test_a_full_disk_stops[1] | – |"
    assert row() == "| a full disk | not run | – |"


def test_a_fault_that_needs_no_cluster_is_said_to_be_tested_elsewhere():
    assert table(faults(ROWS), [], "abc").splitlines()[5] == "| clocks differ | by `make test` | – |"


def test_every_fault_of_the_table_is_shown_by_a_test():
    tests = [
        f"{path.relative_to(TESTS)}::test_{name}"
        for path in TESTS.rglob("test_*.py")
        for name in re.findall(r"def test_(\w+)", path.read_text())
    ]
    known = faults(TABLE)
    assert len(known) == 32
    for fault in known:
        assert any(fault.shown_by(test) for test in tests), fault.name
