"""Random problems of a user and a random edit each: where the data change, the results are stale."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

from lfi.problems.scanning import Asked, scan
from lfi.provenance import outside
from support.packages import MEASURE, edit, environment, generate

COUNT = int(os.environ.get("LFI_PACKAGES", "24"))


def measured(packages):
    """The data of each package, and what its simulation saw."""
    asked = json.dumps([[package.source, package.variable] for package in packages])
    run = subprocess.run(
        [sys.executable, "-c", MEASURE], input=asked, env=environment("0.5"), capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


def planned(packages, kept, monkeypatch):
    """What a plan knows of each package."""
    found = {}
    for variable in {package.variable for package in packages}:
        monkeypatch.setenv("CHOSEN", variable)
        these = [package for package in packages if package.variable == variable]
        scanned = scan([Asked(package.source, {}, {}) for package in these], kept)
        found |= {package.source: things for package, things in zip(these, scanned, strict=True)}
    return [found[package.source] for package in packages]


def test_no_edit_of_a_random_problem_that_changes_its_data_goes_unnoticed(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    rng = random.Random(int(os.environ.get("LFI_SEED", "1")))
    packages = [generate(tmp_path / str(k), rng) for k in range(COUNT)]
    before, known = measured(packages), planned(packages, tmp_path / ".kept", monkeypatch)
    for package in packages:
        edit(package, rng)
    after = measured(packages)
    loads = [not data.startswith("failed") for data, _ in after]  # a plan of one that does not load stops with a line
    now = iter(planned([p for p, good in zip(packages, loads, strict=True) if good], tmp_path / ".kept", monkeypatch))
    too_few, too_many, changed = [], [], 0
    for package, (data, seen), things, (again, _), good in zip(packages, before, known, after, loads, strict=True):
        monkeypatch.setenv("CHOSEN", package.variable)
        assert not data.startswith("failed"), (package, data)
        stale = not good or things != next(now) or outside.changed(seen, Path())
        changed += data != again
        if bool(stale) != (data != again):
            (too_many if stale else too_few).append((package.edit, package.ways))
    print(f"{COUNT} packages, data changed in {changed}; too few: {too_few}; too many: {len(too_many)} {too_many}")
    assert not too_few
    assert changed > COUNT / 4
