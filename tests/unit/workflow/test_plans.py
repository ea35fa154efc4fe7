"""The configurations that come with the project can be planned, and planning is light."""

import subprocess
import sys

import numpy as np
import pytest
import yaml
from lfi import problems
from support.plans import ROOT, built, plan
from support.workflows import tiny_config


@pytest.mark.parametrize("file", sorted((ROOT / "config").glob("*.yaml")), ids=lambda file: file.stem)
def test_every_configuration_makes_a_plan(tmp_path, file):
    config = yaml.safe_load(file.read_text())
    stand_for_user_files(tmp_path, config)
    jobs = plan(tmp_path, config).jobs
    assert "report" in jobs
    assert {f"train {name}/{own}" for name, e in config["problems"].items() for own in e["estimators"]} <= jobs


def stand_for_user_files(folder, config):
    """Write the files that a configuration reads and that do not come with it, with draws from the prior."""
    for entry in config["problems"].values():
        if path := entry.get("references", {}).get("file", {}).get("path"):
            problem = problems.load(entry["source"], entry.get("options", {}), {})
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            np.save(folder / path, problem.prior.sample(200, np.random.default_rng(1))[None].repeat(10, axis=0))
            np.save(folder / entry["observation"], problem.draw(10, np.random.default_rng(2))[1])


def test_reading_the_workflow_and_driving_a_training_import_no_torch():
    rules = "".join(path.read_text() for path in (ROOT / "workflow/rules").glob("*.smk"))
    imports = {line.strip() for line in rules.splitlines() if line.startswith(("from lfi", "import lfi"))}
    assert len(imports) > 5
    heavy = ("torch", "lightning", "scipy.stats", "bilby", "sklearn", "matplotlib")
    check = f"assert not set({heavy}) & set(sys.modules), set({heavy}) & set(sys.modules)"
    program = "\n".join([*sorted(imports), "import lfi.steps.train, sys", check])
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_training_on_this_machine_takes_as_many_cores_as_it_computes_with(tmp_path):
    config = tiny_config()
    config["problems"]["line"]["estimators"]["flow"]["resources"] = {"cpus": 2, "devices": 3}
    with built(tmp_path, config) as dag:
        threads = {str(job.wildcards): job.threads for job in dag.jobs if job.rule.name == "train"}
    assert sorted(threads.values()) == [1, 1, 6]


def test_an_observation_is_looked_at_before_any_training(tmp_path):
    with built(tmp_path, tiny_config()) as dag:
        for job in dag.jobs:
            if job.rule.name == "train" and job.wildcards.problem == "line":
                assert "observe" in {other.rule.name for other in dag.dependencies[job]}
                assert "observe line" not in job.params.step.recipe.upstream
