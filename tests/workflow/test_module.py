"""The workflow as a module of another one, which lies in another folder and has other names for its rules."""

import subprocess
import sys

import pytest
import yaml
from support.plans import ROOT, built
from support.workflows import tiny_config

EXACT = "results/line/posteriors/exact.h5"
OUTER = """
configfile: "config.yaml"


rule summary:
    default_target: True
    input:
        "{exact}",
    output:
        "summary.txt",
    shell:
        "wc -c {{input}} > {{output}}"


{module}
"""


@pytest.fixture
def outer(tmp_path):
    """A folder with a workflow that takes lfi's rules, as the documentation says."""
    page = (ROOT / "docs/cluster.md").read_text()
    module = page[page.index("module lfi:") : page.index("\n```\n", page.index("module lfi:"))]
    snakefile = OUTER.format(exact=EXACT, module=module.replace("/path/to/lfi", str(ROOT)))
    (tmp_path / "Snakefile").write_text(snakefile)
    config = {"lfi": tiny_config()}
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(config))
    return tmp_path, config


def snakemake(folder, *arguments):
    command = [sys.executable, "-m", "snakemake", "--cores=1", "--rerun-triggers=mtime", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_a_rule_of_another_workflow_gets_what_lfi_makes_and_nothing_is_made_twice(outer):
    folder, config = outer
    assert "lfi_exact" in snakemake(folder)
    assert EXACT in (folder / "summary.txt").read_text()
    config["lfi"]["problems"]["line"]["references"]["exact"]["draws"] = 500
    (folder / "config.yaml").write_text(yaml.safe_dump(config))
    said = snakemake(folder, "--forcerun", "lfi_observe")
    assert "stale: exact line: draws 1000 → 500" in said
    assert "lfi_observe" in said
    assert "lfi_simulate" not in said
    assert "restored" not in said


def test_the_report_of_a_module_finds_its_layout_and_captions(outer):
    folder, config = outer
    with built(folder, config, ("results/report.html",), folder / "Snakefile") as dag:
        (report,) = [job for job in dag.jobs if job.rule.name == "lfi_report"]
        assert {str(ROOT / "workflow/report/page.html"), str(ROOT / "workflow/report/style.css")} <= set(report.input)
        assert "U shape" in report.params.captions["sbc"]
