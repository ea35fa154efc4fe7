"""A training's job beside another job of the same training, and after the training's end."""

import shutil

import pytest
from lfi.launch.jobs import Jobs
from lfi.launch.lease import Lease, holder
from lfi.launch.local import LocalScheduler
from lfi.launch.placement import Placement
from lfi.launch.scheduler import Liveness
from support.drivers import PATIENCE, Run, wait_for
from support.trainings import specification, write_shard


@pytest.fixture
def run(tmp_path, forked):
    training = Run(tmp_path, specification(write_shard(tmp_path)), Placement(python=forked.program))
    training.state.create(training.specification)
    yield training
    training.kill_drivers()
    for job in training.state.jobs():
        LocalScheduler(tmp_path).cancel(job)


def submitted(run):
    """A job that no driver knows of, after its end."""
    job = LocalScheduler(run.folder).submit(run.state, run.placement)
    return job, lambda: LocalScheduler(run.folder).liveness(job) is Liveness.GONE


@pytest.mark.parametrize("processes", [1, 2])
def test_a_second_job_of_a_training_steps_back_and_writes_nothing(run, sleeper, processes):
    run.placement = run.placement.model_copy(update={"devices": processes})
    lease = Lease(run.state.folder, sleeper, lambda: None, beat=0.2)
    assert lease.take()
    _, ended = submitted(run)
    wait_for(ended, what="the end of the second job")
    lease.release()
    assert "".join(path.read_text() for path in run.state.logs.glob("*.out")).count("steps back") == processes
    assert run.state.starts() == []
    assert run.state.newest_checkpoint() is None
    assert run.state.failure() is None


def test_a_driver_attaches_to_the_job_that_has_the_lease_even_if_it_is_not_recorded(run, sleeper, tmp_path):
    lease = Lease(run.state.folder, sleeper, lambda: None)
    assert lease.take()
    assert Jobs(run.state, run.placement, tmp_path, print, PATIENCE).submit() == sleeper
    lease.release()


def test_a_state_folder_that_is_deleted_under_its_training_ends_it_at_once_with_a_line(run):
    run.specification = specification(run.specification.shards[0], epochs=20_000, keep="last")
    driver = run.start()
    wait_for(run.state.progress, what="progress")
    while run.state.result.exists():  # its job may write meanwhile
        shutil.rmtree(run.state.folder, ignore_errors=True)
    assert "the state folder was deleted while its training ran; run again" in driver.end(code=1)


def test_a_finished_training_leaves_no_lease(run):
    run.finish()
    assert holder(run.state.folder) is None


def test_a_job_that_is_put_back_into_the_queue_after_its_last_step_ends_at_once(run):
    run.finish()
    steps, written = run.step(), (run.state.result / "weights.safetensors").stat().st_mtime_ns
    for path in run.state.folder.glob("checkpoints/*"):
        path.unlink()
    (run.state.folder / "progress.json").unlink()
    _, ended = submitted(run)
    wait_for(ended, what="the end of the job")
    assert steps
    assert run.step() == 0
    assert (run.state.result / "weights.safetensors").stat().st_mtime_ns == written
