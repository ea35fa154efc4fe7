"""What other tools read of the repository: the workflow catalogue, the images."""

import re

import yaml
from support.plans import ROOT


def test_images_copy_what_is_there_from_the_one_lock():
    text = (ROOT / "envs/Dockerfile").read_text()
    copied = [name for line in re.findall(r"^COPY (.*) \S+$", text, re.MULTILINE) for name in line.split()]
    assert all((ROOT / name).exists() for name in copied)
    assert {"workflow", "scripts", "profiles", "envs"} <= set(copied)
    base = re.search(r"^FROM (\S+)", text, re.MULTILINE)[1]
    apptainer = (ROOT / "envs/lfi.def").read_text()
    assert re.search(r"^From: (\S+)", apptainer, re.MULTILINE)[1] == base
    assert all("--constraint envs/constraints.txt" in each for each in (text, apptainer))


def test_the_catalogue_names_flags_that_the_default_profile_has():
    usage = yaml.safe_load((ROOT / ".snakemake-workflow-catalog.yml").read_text())["usage"]
    profile = yaml.safe_load((ROOT / "profiles/default/config.yaml").read_text())
    assert usage["mandatory-flags"]["flags"] == f"--rerun-triggers {' '.join(profile['rerun-triggers'])}"
    assert usage["report"] is True
    assert usage["software-stack-deployment"]["apptainer"] is True
