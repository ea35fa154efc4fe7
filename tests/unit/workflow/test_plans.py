"""The configurations that come with the project can be planned, and planning is light."""

import subprocess
import sys

import pytest
import yaml
from support.plans import ROOT, plan


@pytest.mark.parametrize("file", sorted((ROOT / "config").glob("*.yaml")), ids=lambda file: file.stem)
def test_every_configuration_makes_a_plan(tmp_path, file):
    config = yaml.safe_load(file.read_text())
    jobs = plan(tmp_path, config).jobs
    assert "report" in jobs
    assert {f"train {name}/{own}" for name, e in config["problems"].items() for own in e["estimators"]} <= jobs


def test_reading_the_workflow_and_driving_a_training_import_no_torch():
    rules = "".join(path.read_text() for path in (ROOT / "workflow/rules").glob("*.smk"))
    imports = {line.strip() for line in rules.splitlines() if line.startswith(("from lfi", "import lfi"))}
    assert len(imports) > 5
    heavy = ("torch", "lightning", "scipy.stats", "bilby", "sklearn", "matplotlib")
    check = f"assert not set({heavy}) & set(sys.modules), set({heavy}) & set(sys.modules)"
    program = "\n".join([*sorted(imports), "import lfi.steps.train, sys", check])
    subprocess.run([sys.executable, "-c", program], check=True)
