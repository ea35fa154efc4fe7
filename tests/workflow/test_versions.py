"""Results that were made with other versions of packages than those that are installed."""

import json
import re
from importlib.metadata import version

import pytest

FILES = ["results/line/estimators/flow/weights.safetensors", "results/line/posteriors/nested.h5"]


@pytest.fixture
def upgraded(changed):
    """A finished workflow, two of whose results were made with an older torch."""
    for name in ("train/line/flow", "nested/line"):
        path = changed.workflow.results / f".records/{name}.json"
        path.write_text(re.sub(r'"torch": "[^"]*"', '"torch": "1.0"', path.read_text()))
    return changed


def front(changed) -> str:
    """What the report begins with."""
    page = (changed.workflow.results / "report.html").read_text()
    return json.loads(re.search(r"var workflow_desc = (\".*\");$", page, re.MULTILINE)[1])


def test_the_report_names_the_results_that_were_made_with_other_versions(upgraded):
    assert "versions" not in front(upgraded)
    (upgraded.workflow.results / "report.html").unlink()
    run = upgraded.run()
    assert run.returncode == 0, run.stdout
    named = re.findall(r"results/[\w./]+", front(upgraded))
    assert named == FILES
    assert f"torch 1.0, now {version('torch')}" in front(upgraded)


def test_why_counts_the_results_that_were_made_with_other_versions_unless_they_are_stale_for_it(upgraded):
    said = upgraded.script("why.py", "results", *upgraded.options()).stdout.splitlines()
    hint = "stale_on_versions in the config makes that count"
    assert said == ["nothing is stale", f"2 results made with torch 1.0 (now {version('torch')}); {hint}"]
    upgraded.workflow.config["stale_on_versions"] = ["torch"]
    said = upgraded.script("why.py", "results", *upgraded.options()).stdout
    assert f"train line/flow: torch 1.0 → {version('torch')}" in said
    assert hint not in said
