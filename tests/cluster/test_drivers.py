"""What happens to drivers costs a training no job, no step and no byte."""

import signal

from support.cluster import shell
from support.drivers import UNDISTURBED, wait_for


def test_a_training_that_nobody_watches_is_found_done(run, uninterrupted):
    driver = run.start()
    run.hold()
    driver.process.kill()
    run.release()
    wait_for(lambda: run.state.completion(run.specification.key), what="the completion record")
    run.finish()
    assert run.weights() == uninterrupted
    assert run.counts() == UNDISTURBED


def test_a_killed_driver_is_followed_by_one_that_attaches(run, uninterrupted):
    driver = run.start()
    run.hold()
    driver.process.kill()
    again = run.start()
    again.wait_for_line(f"attached to job {run.job()}")
    run.release()
    again.end()
    assert run.weights() == uninterrupted
    assert run.counts() == UNDISTURBED


def test_a_driver_killed_before_it_took_note_of_its_job_does_not_cost_a_second_job(run, uninterrupted):
    driver = run.start()
    run.hold()
    job = run.job()
    driver.process.kill()
    (run.folder / "state/jobs.json").unlink()
    again = run.start()
    wait_for(run.state.jobs, what="a job")
    assert run.job() == job
    run.release()
    again.end()
    assert run.weights() == uninterrupted
    assert run.counts() == UNDISTURBED


def test_a_cancelled_training_fails_and_says_so_and_the_next_run_resumes(run, uninterrupted):
    driver = run.start()
    run.hold()
    job = run.job()
    shell("scancel", job)
    assert f"job {job} was cancelled; run again" in driver.end(code=1)
    run.finish()
    assert run.weights() == uninterrupted
    assert run.counts()["jobs"] == 2
    assert run.counts()["twice"] == 0


def test_a_run_right_after_a_cancellation_waits_for_the_end_of_the_cancelled_job_and_resumes(run, uninterrupted):
    run.start()
    run.hold()
    run.kill_drivers()
    job = run.job()
    run.state.record_cancellation(job)
    shell("scancel", job)
    assert "attached" not in run.finish()
    assert run.weights() == uninterrupted
    assert run.counts()["jobs"] == 2
    assert run.counts()["twice"] == 0


def test_ctrl_c_leaves_the_job_alone_and_the_next_run_attaches(run, uninterrupted):
    driver = run.start()
    run.hold()
    driver.process.send_signal(signal.SIGINT)
    driver.process.wait(timeout=30)
    assert f"interrupted; job {run.job()} goes on" in driver.said()
    again = run.start()
    again.wait_for_line(f"attached to job {run.job()}")
    run.release()
    again.end()
    assert run.weights() == uninterrupted
    assert run.counts() == UNDISTURBED


def test_two_drivers_of_one_training_submit_one_job(run, uninterrupted):
    first, second = run.start(), run.start()
    assert "another run drives this training" in first.end() + second.end()
    assert run.weights() == uninterrupted
    assert run.counts() == UNDISTURBED
