import os
import subprocess
import sys

import pytest
from support.cluster import CLUSTER, PROFILE


def doctor(profile, folder) -> tuple[int, str]:
    """Exit status of `lfi doctor`, and what it said."""
    configuration = folder / "config.yaml"
    configuration.write_text(f"results: {folder}/results")
    options = ["--config", configuration, "--profile", profile, "--wait", "120"]
    command = [sys.executable, "-m", "lfi", "doctor", *options]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout + run.stderr


def test_doctor_finds_nothing_wrong_with_a_profile_that_works(tmp_path):
    code, said = doctor(PROFILE, tmp_path)
    assert code == 0, said
    assert "FAIL" not in said
    for check in ("squeue answers", "job accepted", "folder shared both ways", "file locks seen", "requeue allowed"):
        assert check in said
    assert list((tmp_path / "results").iterdir()) == []


@pytest.mark.parametrize(
    ("change", "check", "words"),
    [
        ({"partition": "nowhere"}, "job accepted", "nowhere"),
        ({"minutes": 2880}, "walltime allowed", "above the partition's limit 1-00:00:00"),
        ({"accelerator": "gpu", "devices": 2}, "torch sees the GPUs", "0 of 2"),
        ({"accelerator": "gpu", "devices": 3}, "job accepted", "node configuration is not available"),
        ({"python": "/nowhere/python"}, "environment importable", "/nowhere/python"),
    ],
)
def test_doctor_says_what_to_change_in_a_profile_that_does_not_work(profile, tmp_path, change, check, words):
    code, said = doctor(profile(**change), tmp_path)
    (line,) = [line for line in said.splitlines() if "FAIL" in line]
    assert code == 1
    assert check in line
    assert words in line


def test_make_cluster_changes_nothing_where_there_is_another_clusters_configuration(tmp_path):
    (tmp_path / "slurm.conf").write_text("ClusterName=theirs\n")
    for what in ("up", "down"):
        command = [str(CLUSTER), what]
        environment = {**os.environ, "LFI_CLUSTER_CONF": str(tmp_path)}
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert run.returncode == 1
        assert "another cluster's configuration: nothing was changed" in run.stderr
    assert [path.read_text() for path in tmp_path.iterdir()] == ["ClusterName=theirs\n"]
