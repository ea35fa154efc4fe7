"""The shipped profiles: Snakemake's scheduler, asked which jobs it starts where more trainings are ready than fit."""

import logging
import sys

import pytest
from snakemake.cli import parse_args
from snakemake.scheduling.greedy import Scheduler, SchedulerSettings
from support.plans import ROOT, SNAKEFILE, built
from support.workflows import tiny_config

TRAININGS = 320


@pytest.fixture(scope="module")
def jobs(tmp_path_factory):
    """The trainings of a configuration that has many, and its CPU jobs."""
    config = tiny_config()
    config["problems"] = {"curve": config["problems"]["curve"]}
    (estimator,) = config["problems"]["curve"]["estimators"].values()
    config["problems"]["curve"]["estimators"] = {f"net{k}": estimator for k in range(TRAININGS)}
    with built(tmp_path_factory.mktemp("many"), config) as dag:
        dag.update_priority()
        found = list(dag.jobs)
        yield [job for job in found if job.rule.name == "train"], [job for job in found if job.rule.name == "evaluate"]


def places(profile):
    """What Snakemake can give to jobs with a profile on a cluster, by name of the resource."""
    _, options = parse_args(["--workflow-profile", str(ROOT / "profiles" / profile), "--snakefile", str(SNAKEFILE)])
    limits = {name: resource.value for name, resource in options.resources.items()}
    return {"_cores": sys.maxsize, "_nodes": options.jobs, **limits}, options.cores


def started(jobs, available):
    """How many of the jobs the scheduler starts at once."""
    scheduler = Scheduler(None, SchedulerSettings(), logging.getLogger())
    sizes = {file: 0 for job in jobs for file in job.input}
    return len(scheduler.select_jobs(jobs, jobs, available, sizes))


@pytest.mark.parametrize("profile", ["slurm", "submit"])
def test_more_trainings_than_fit_leave_places_for_cpu_jobs(jobs, profile):
    trainings, others = jobs
    available, workers = places(profile)
    assert len(trainings) == len(others) == TRAININGS
    assert started(trainings, available) == available["trainings"] <= workers
    free = available["_nodes"] - available["trainings"]
    running = {**available, "_nodes": free, "trainings": 0}
    assert started([*trainings, *others], running) == free >= 100


@pytest.mark.parametrize("profile", ["slurm", "submit"])
def test_trainings_come_before_cpu_jobs_that_are_as_ready(jobs, profile):
    trainings, others = jobs
    available, _ = places(profile)
    one = {**available, "_nodes": 1}
    scheduler = Scheduler(None, SchedulerSettings(), logging.getLogger())
    sizes = {file: 0 for job in (*trainings, *others) for file in job.input}
    (first,) = scheduler.select_jobs([*others, *trainings], [], one, sizes)
    assert first.rule.name == "train"
