"""Profiles as people write them: Snakemake takes resources as keys or as a list, and durations with units."""

import pytest
from lfi.commands.doctor import examine, targets
from lfi.errors import LfiError


@pytest.mark.parametrize(
    ("resources", "minutes"),
    [
        ({"slurm_partition": "cpu", "runtime": 30}, 30),
        ({"slurm_partition": "cpu", "runtime": "4h"}, 240),
        (["slurm_partition=cpu", "runtime=90"], 90),
        (["slurm_partition='cpu'", "runtime='1d'", "mem_mb=4000"], 1440),
        (["slurm_partition=cpu", 'runtime="2 hours"'], 120),
        (["slurm_partition=cpu"], 60),
    ],
)
def test_resources_of_cpu_steps_may_be_keys_or_a_list_with_durations(resources, minutes):
    steps = targets({"executor": "slurm", "default-resources": resources})["CPU steps"]
    assert (steps.launcher, steps.partition, steps.minutes) == ("slurm", "cpu", minutes)


@pytest.mark.parametrize(
    "resources",
    [
        {"train": {"launcher": "slurm", "partition": "gpu"}},
        ["train:launcher=slurm", "train:partition=gpu", "plot:mem_mb=1"],
    ],
)
def test_resources_of_trainings_may_be_keys_or_a_list(resources):
    trainings = targets({"set-resources": resources})["trainings"]
    assert (trainings.launcher, trainings.partition) == ("slurm", "gpu")


def test_a_walltime_in_which_a_training_gets_nowhere_fails_and_a_short_one_of_cpu_steps_does_not(tmp_path):
    profile = {"default-resources": {"runtime": 1}, "set-resources": {"train": {"minutes": 2}}}
    row = next(examine(profile, tmp_path, patience=0))
    assert (row.check, row.result) == ("walltime allowed", "FAIL")
    assert "minutes: 2 is too short" in row.change
    assert targets(profile)["CPU steps"].too_short() == ""


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ({"default-resources": {"runtime": "attempt * 60"}}, r"default-resources: minutes: .*'attempt \* 60'"),
        ({"set-resources": {"train": {"minutes": "4 hours"}}}, "set-resources: train: minutes: .*'4 hours'"),
        ({"set-resources": {"train": {"launcher": "pbs"}}}, "set-resources: train: launcher: .*'pbs'"),
    ],
)
def test_a_resource_that_cannot_be_understood_is_named_in_one_line(profile, words):
    with pytest.raises(LfiError, match=words) as error:
        targets(profile)
    assert len(str(error.value).splitlines()) == 1
